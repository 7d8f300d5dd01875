# By recursion with local variables and substitution.
quicksort() {
  [ $# -eq 0 ] && return
  local pivot=$1 less= more=
  shift
  for n; do
    if [ "$n" -lt "$pivot" ]; then less="$less $n"; else more="$more $n"; fi
  done
  echo $(quicksort $less) $pivot $(quicksort $more)
}
quicksort 3 1 4 1 5 9 2 6 5 3 5
quicksort 10 9 8 7 6 5 4 3 2 1
quicksort
quicksort 42
