# Words quoted so that eval gives them back.
quote() {
  local s=$1 out="'"
  while :; do
    case $s in
      *\'*) out="$out${s%%\'*}'\\''" s=${s#*\'} ;;
      *) break ;;
    esac
  done
  printf "%s%s' " "$out" "$s"
}
save() { for x; do quote "$x"; done; }
set -- "it's" 'a  b' '$x `y` "z"' '' '*' '\' "
new line"
saved=$(save "$@")
set -- other
eval "set -- $saved"
echo "$# words"
for x; do printf '<%s>\n' "$x"; done
