# By recursion, and over any number of arguments.
gcd() { if [ "$2" -eq 0 ]; then echo "$1"; else gcd "$2" $(($1 % $2)); fi; }
lcm() { echo $(($1 / $(gcd "$1" "$2") * $2)); }
fold() {
  local f=$1 acc=$2
  shift 2
  for x; do acc=$($f "$acc" "$x"); done
  echo "$acc"
}
fold gcd 84 36 60
fold lcm 2 3 4 5 6 7
fold gcd 17
echo "$(gcd 1000000007 998244353)"
