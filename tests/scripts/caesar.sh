# Letters moved along the alphabet, by case and patterns alone.
lower=abcdefghijklmnopqrstuvwxyz
move() {
  local rest=${lower#*"$1"} n=$2 ring
  ring=$1$rest$lower
  while [ $n -gt 0 ]; do ring=${ring#?} n=$((n - 1)); done
  printf %s "${ring%"${ring#?}"}"
}
caesar() {
  local s=$1 by=$((($2 + 26) % 26)) c
  while [ -n "$s" ]; do
    c=${s%"${s#?}"}
    s=${s#?}
    case $c in
      [a-z]) move $c $by ;;
      *) printf %s "$c" ;;
    esac
  done
}
secret=$(caesar 'attack at dawn, 5 xyz' 3)
echo "$secret"
caesar "$secret" -3
echo
