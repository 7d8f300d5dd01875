# Without blanks, and in small letters.
reverse() {
  local s=$1 r=
  while [ ${#s} -gt 0 ]; do
    r=$r${s#"${s%?}"}
    s=${s%?}
  done
  printf '%s' "$r"
}
check() {
  letters=$(printf '%s' "$1" | tr -cd 'A-Za-z' | tr A-Z a-z)
  if [ "$letters" = "$(reverse "$letters")" ]; then
    echo "'$1' is one"
  else
    echo "'$1' is none: $letters"
  fi
}
check 'A man, a plan, a canal: Panama'
check 'Corix'
check 'No lemon, no melon'
check ''
