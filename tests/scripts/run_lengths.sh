# aaab becomes 3a1b, and back.
encode() {
  local s=$1 c n out=
  while [ -n "$s" ]; do
    c=${s%"${s#?}"} n=0
    while [ -n "$s" ] && [ "${s%"${s#?}"}" = "$c" ]; do
      s=${s#?} n=$((n + 1))
    done
    out=$out$n$c
  done
  printf '%s\n' "$out"
}
decode() {
  local s=$1 n out=
  while [ -n "$s" ]; do
    n=${s%%[!0-9]*}
    s=${s#"$n"}
    while [ "$n" -gt 0 ]; do out=$out${s%"${s#?}"} n=$((n - 1)); done
    s=${s#?}
  done
  printf '%s\n' "$out"
}
for s in aaab wwwwwwwwwwwwbw '' 'a  b' '***?'; do
  e=$(encode "$s")
  [ "$(decode "$e")" = "$s" ] && echo "'$s' <-> '$e'" || echo "'$s' -> '$e' -> '$(decode "$e")'"
done
