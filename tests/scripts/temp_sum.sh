sum=0
for n in $(seq 1 10); do sum=$((sum + n)); done
echo "sum $sum mean $((sum / 10))"
