# Numbers as people write them, and rounded.
thousands() {
  local n=$1 out= sign=
  case $n in -*) sign=- n=${n#-} ;; esac
  while [ ${#n} -gt 3 ]; do
    out=,${n#"${n%???}"}$out
    n=${n%???}
  done
  echo "$sign$n$out"
}
for n in 0 999 1000 -1234 1234567 -999999 9223372036854775807; do thousands $n; done
round() { echo $((($1 + $2 / 2) / $2)); }
round 7 2; round 10 4; round 9 4
average() { n=$#; s=0; for x; do s=$((s + x * 100)); done; s=$((s / n)); printf '%d.%02d\n' $((s / 100)) $((s % 100)); }
average 1 2 2
average 10 20 33 41
