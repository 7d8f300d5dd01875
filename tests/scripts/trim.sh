trim() {
  t=$1
  t="${t#"${t%%[! ]*}"}"
  t="${t%"${t##*[! ]}"}"
  printf '[%s]\n' "$t"
}
trim "  a b  "
trim "x"
trim "   "
