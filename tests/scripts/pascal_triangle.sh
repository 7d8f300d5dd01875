# Each row from the one before.
row=1 i=0
while [ $i -lt 8 ]; do
  printf '%*s' $((2 * (8 - i))) ''
  for x in $row; do printf '%4d' $x; done
  echo
  next= last=0
  for x in $row; do
    next="$next $((last + x))"
    last=$x
  done
  row="$next $last"
  i=$((i + 1))
done
