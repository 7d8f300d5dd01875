for i in 1 2 3; do
  (exit $i) &
  wait $!
  echo $?
done
{ echo from a job; } &
wait
