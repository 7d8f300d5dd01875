# Key and value, two at a time.
show() {
  [ $(($# % 2)) -eq 0 ] || { echo "an odd number: $#"; return 1; }
  while [ $# -gt 0 ]; do
    printf '%s=%s\n' "$1" "${2:-(empty)}"
    shift 2
  done
}
show a 1 b '' 'c d' 'e f'
show a || echo "status $?"
show && echo none
window() { while [ $# -ge 3 ]; do echo "$1$2$3"; shift; done; }
window a b c d e
set -- 1 2 3
shift 3; echo "$#"
