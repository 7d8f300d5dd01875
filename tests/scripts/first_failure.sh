# A list of jobs of which some fail; all are waited for.
job() { case $1 in *2 | *4) return ${1#job} ;; esac; }
failed= first=
for n in 1 2 3 4 5; do
  job job$n &
  eval "pid_$n=$!"
done
for n in 1 2 3 4 5; do
  eval "wait \$pid_$n" || {
    status=$?
    failed="$failed job$n($status)"
    [ -z "$first" ] && first=$status
  }
done
echo "failed:$failed"
(exit ${first:-0})
echo "first: $?"
