# Something that works at the third attempt.
attempts=0
flaky() {
  attempts=$((attempts + 1))
  [ $attempts -ge "$1" ]
}
retry() {
  local most=$1 n=1 status
  shift
  while :; do
    "$@" && { echo "'$*' done after $n"; return 0; }
    status=$?
    [ $n -ge "$most" ] && { echo "'$*' given up after $n: $status"; return $status; }
    n=$((n + 1))
  done
}
retry 5 flaky 3
retry 2 false
retry 2 sh -c 'exit 4'
echo $?
retry 1 true
