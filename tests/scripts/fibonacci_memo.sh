# Recursion that remembers.
fib() {
  eval "known=\$fib_$1"
  if [ -z "$known" ]; then
    if [ "$1" -lt 2 ]; then
      known=$1
    else
      fib $(($1 - 1))
      local a=$known
      fib $(($1 - 2))
      known=$((a + known))
    fi
    eval "fib_$1=$known"
    calls=$((calls + 1))
  fi
}
calls=0
fib 50
echo "fib 50 = $known, $calls calculated"
fib 90
echo "fib 90 = $known, $calls calculated"
