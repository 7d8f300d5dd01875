n=27 steps=0
until [ $n -eq 1 ]; do
  if [ $((n & 1)) -eq 1 ]; then n=$((3 * n + 1)); else n=$((n / 2)); fi
  steps=$((steps + 1))
done
echo "$steps steps"
