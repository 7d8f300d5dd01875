# Over the positional parameters, by eval.
find_in() {
  wanted=$1
  shift
  low=1 high=$# steps=0
  while [ $low -le $high ]; do
    steps=$((steps + 1))
    middle=$(((low + high) / 2))
    eval "found=\${$middle}"
    if [ "$found" -eq "$wanted" ]; then
      echo "$wanted at $middle after $steps"
      return 0
    elif [ "$found" -lt "$wanted" ]; then
      low=$((middle + 1))
    else
      high=$((middle - 1))
    fi
  done
  echo "$wanted not found after $steps"
  return 1
}
find_in 23 2 3 5 7 11 13 17 19 23 29 31
find_in 2 2 3 5 7 11 13 17 19 23 29 31
find_in 4 2 3 5 7 11 13 17 19 23 29 31 || echo "status $?"
