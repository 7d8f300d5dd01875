# Parts of a sum in the background, each into its own file.
part() {
  local i=$1 sum=0
  while [ $i -le "$2" ]; do sum=$((sum + i)) i=$((i + 1)); done
  echo $sum >part.$3
}
pids=
for n in 0 1 2 3; do
  part $((n * 50 + 1)) $((n * 50 + 50)) $n &
  pids="$pids $!"
done
set -- $pids
echo "$# parts"
for pid; do wait "$pid" || echo 'one failed'; done
total=0
for f in part.*; do
  read -r sum <$f
  total=$((total + sum))
done
echo "total $total"
rm part.*
