# The sieve of Eratosthenes, with an array that eval makes.
limit=50
i=2
while [ $i -le $limit ]; do
  if eval "[ -z \"\${composite_$i}\" ]"; then
    printf '%d ' $i
    j=$((i * i))
    while [ $j -le $limit ]; do
      eval "composite_$j=yes"
      j=$((j + i))
    done
  fi
  i=$((i + 1))
done
echo
