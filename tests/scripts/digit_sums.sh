# Arithmetic digit by digit.
digits() {
  local n=$1 sum=0
  while :; do
    sum=$((sum + n % 10))
    n=$((n / 10))
    [ $n -eq 0 ] && break
  done
  echo $sum
}
root() {
  local n=$1
  while [ $n -gt 9 ]; do n=$(digits $n); done
  echo $n
}
for n in 0 7 38 999 123456789; do
  echo "$n $(digits $n) $(root $n)"
done
