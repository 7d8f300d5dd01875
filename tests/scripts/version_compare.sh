# Numbers between dots, one after the other.
compare() {
  a=$1. b=$2.
  while [ -n "$a$b" ]; do
    x=${a%%.*} y=${b%%.*}
    a=${a#*.} b=${b#*.}
    [ "${x:-0}" -gt "${y:-0}" ] && { echo "$1 > $2"; return 1; }
    [ "${x:-0}" -lt "${y:-0}" ] && { echo "$1 < $2"; return 2; }
  done
  echo "$1 = $2"
}
compare 1.2.3 1.2.3
compare 1.10 1.9; echo $?
compare 2 2.0.0
compare 2.0.1 2; echo $?
compare 0.9 1; echo $?
