# Seconds as people say them.
human() {
  local s=$1 out=
  set -- 86400 d 3600 h 60 m 1 s
  while [ $# -gt 0 ]; do
    if [ $((s / $1)) -gt 0 ]; then
      out="$out$((s / $1))$2 "
      s=$((s % $1))
    fi
    shift 2
  done
  echo "${out:-0s}"
}
for s in 0 59 60 3661 86400 100000 1234567; do
  printf '%8d = %s\n' $s "$(human $s)"
done
printf '%02d:%02d:%02d\n' $((7265 / 3600)) $((7265 / 60 % 60)) $((7265 % 60))
