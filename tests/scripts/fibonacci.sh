a=0 b=1 i=0
while [ $i -lt 20 ]; do
  printf '%s ' $a
  next=$((a + b)) a=$b b=$((a + b))
  b=$next
  i=$((i + 1))
done
echo
