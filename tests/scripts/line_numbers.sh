n=0
printf 'x\ny\nz\n' | while read -r line; do
  n=$((n + 1))
  echo "$n: $line"
done
echo "after: $n"
