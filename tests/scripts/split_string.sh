# By a separator of several characters, into numbered variables.
split() {
  local rest=$1$2 n=0
  while [ -n "$rest" ]; do
    n=$((n + 1))
    eval "part_$n=\${rest%%\"\$2\"*}"
    rest=${rest#*"$2"}
  done
  parts=$n
}
show() {
  i=1
  while [ $i -le $parts ]; do
    eval "printf '%s=<%s> ' $i \"\$part_$i\""
    i=$((i + 1))
  done
  echo
}
split 'a::b c::::d' ::
show
split 'alone' ', '
show
split 'x, y, z, ' ', '
show
