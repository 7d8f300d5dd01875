repeat() { n=$1; shift; while [ "$n" -gt 0 ]; do "$@"; n=$((n - 1)); done; }
repeat 3 printf '%s-' x
echo
