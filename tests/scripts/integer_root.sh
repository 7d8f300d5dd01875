# Square roots by Newton, and factors.
root() {
  local n=$1 x=$1 y
  [ $n -lt 2 ] && { echo $n; return; }
  while :; do
    y=$(((x + n / x) / 2))
    [ $y -ge $x ] && break
    x=$y
  done
  echo $x
}
for n in 0 1 2 15 16 17 1000000 999999999999; do echo "$n: $(root $n)"; done
factors() {
  local n=$1 d=2 out=
  until [ $((d * d)) -gt $n ]; do
    while [ $((n % d)) -eq 0 ]; do out="$out $d" n=$((n / d)); done
    d=$((d + 1))
  done
  [ $n -gt 1 ] && out="$out $n"
  echo "$1 =$out" | sed 's/\([0-9]\) \([0-9]\)/\1 x \2/g; s/\([0-9]\) \([0-9]\)/\1 x \2/g'
}
factors 360; factors 97; factors 1001; factors 65536
