escape() {
  out= s=$1
  while [ -n "$s" ]; do
    c=${s%"${s#?}"}
    s=${s#?}
    case $c in
      \<) out="$out&lt;" ;;
      \>) out="$out&gt;" ;;
      \&) out="$out&amp;" ;;
      *) out="$out$c" ;;
    esac
  done
  printf '%s\n' "$out"
}
escape 'a < b && c > d'
