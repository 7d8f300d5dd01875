# Rows become columns.
row=0
while read -r line; do
  column=0
  for cell in $line; do
    eval "cell_${row}_$column=\$cell"
    column=$((column + 1))
  done
  row=$((row + 1))
done <<END
1 2 3
a b c
x y z
10 20 30
END
rows=$row columns=$column
column=0
while [ $column -lt $columns ]; do
  row=0 out=
  while [ $row -lt $rows ]; do
    eval "out=\"\$out\${out:+ }\$cell_${row}_$column\""
    row=$((row + 1))
  done
  echo "$out"
  column=$((column + 1))
done
