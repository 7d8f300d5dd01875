# Strings quoted for JSON, objects from pairs.
quote() {
  local s=$1 out= c
  while [ -n "$s" ]; do
    c=${s%"${s#?}"}
    s=${s#?}
    case $c in
      \\ | \") out=$out\\$c ;;
      '	') out=$out\\t ;;
      '
') out=$out\\n ;;
      *) out=$out$c ;;
    esac
  done
  printf '"%s"' "$out"
}
object() {
  printf '{'
  separator=
  while [ $# -gt 1 ]; do
    printf '%s' "$separator"
    quote "$1"
    printf ':'
    case $2 in
      true | false | null) printf %s "$2" ;;
      '' | *[!0-9]*) quote "$2" ;;
      *) printf %d "$2" ;;
    esac
    separator=,
    shift 2
  done
  printf '}\n'
}
object name 'Joe "the man"' age 42 ok true path 'C:\dir' note 'two
lines	and a tab' empty ''
object
