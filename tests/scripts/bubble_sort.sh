set -- 5 3 9 1 7 2
sorted=
while [ $# -gt 0 ]; do
  least=$1
  for x; do [ "$x" -lt "$least" ] && least=$x; done
  rest=
  for x; do
    if [ "$x" = "$least" ]; then least=; sorted="$sorted $x"; else rest="$rest $x"; fi
  done
  set -- $rest
done
echo $sorted
