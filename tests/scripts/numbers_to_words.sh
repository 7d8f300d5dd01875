word() {
  set -- "$1" zero one two three four
  n=$1
  shift
  while [ "$n" -gt 0 ]; do shift; n=$((n - 1)); done
  echo "$1"
}
for i in 0 3 4; do word $i; done
