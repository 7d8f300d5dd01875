for i in 1 2 3; do
  { echo "part $i" >part$i; } &
done
wait
cat part1 part2 part3
rm part?
