# Sums of divisors.
n=2
while [ $n -le 500 ]; do
  sum=1 d=2
  while [ $((d * d)) -le $n ]; do
    if [ $((n % d)) -eq 0 ]; then
      sum=$((sum + d))
      [ $((d * d)) -ne $n ] && sum=$((sum + n / d))
    fi
    d=$((d + 1))
  done
  [ $sum -eq $n ] && echo "$n is perfect"
  n=$((n + 2))
done
