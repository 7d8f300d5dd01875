# Any base from 2 to 36, with a table of digits.
alphabet=0123456789abcdefghijklmnopqrstuvwxyz
digit() {
  local left=$alphabet n=$1
  while [ "$n" -gt 0 ]; do left=${left#?}; n=$((n - 1)); done
  printf %s "${left%"${left#?}"}"
}
to_base() {
  local n=$1 base=$2
  if [ "$n" -ge "$base" ]; then to_base $((n / base)) "$base"; fi
  digit $((n % base))
}
value() {
  local before=${alphabet%%"$1"*}
  echo ${#before}
}
from_base() {
  local text=$1 base=$2 n=0 c
  while [ -n "$text" ]; do
    c=${text%"${text#?}"} text=${text#?}
    n=$((n * base + $(value "$c")))
  done
  echo $n
}
for pair in 10:2 255:16 35:36 123456:7 1295:36; do
  t=$(to_base ${pair%:*} ${pair#*:})
  echo "$pair -> $t -> $(from_base "$t" ${pair#*:})"
done
