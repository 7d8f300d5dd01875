# Six queens on a board, by backtracking.
n=6 found=0
safe() {
  local column=$1 distance=1 q
  for q in $placed; do
    if [ $q -eq $column ] || [ $((q - column)) -eq $distance ] || [ $((column - q)) -eq $distance ]; then
      return 1
    fi
    distance=$((distance + 1))
  done
}
place() {
  local row=$1 column=1 before=$placed
  if [ $row -gt $n ]; then
    found=$((found + 1))
    echo "$found: $placed"
    return
  fi
  while [ $column -le $n ]; do
    if safe $column; then
      placed="$column $before"
      place $((row + 1))
      placed=$before
    fi
    column=$((column + 1))
  done
}
placed=
place 1
