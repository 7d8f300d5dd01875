# Deep recursion with small numbers.
ack() {
  if [ "$1" -eq 0 ]; then
    result=$(($2 + 1))
  elif [ "$2" -eq 0 ]; then
    ack $(($1 - 1)) 1
  else
    local m=$1
    ack "$m" $(($2 - 1))
    ack $((m - 1)) $result
  fi
}
for m in 0 1 2; do
  for n in 0 1 2 3 4; do
    ack $m $n
    printf '%4d' $result
  done
  echo
done
