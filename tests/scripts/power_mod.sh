# Squaring and multiplying.
power() {
  local base=$1 exponent=$2 modulus=$3 result=1
  base=$((base % modulus))
  while [ $exponent -gt 0 ]; do
    [ $((exponent & 1)) -eq 1 ] && result=$((result * base % modulus))
    base=$((base * base % modulus))
    exponent=$((exponent >> 1))
  done
  echo $result
}
power 2 10 1000
power 3 200 13
power 7 0 5
power 123456 654321 1000003
