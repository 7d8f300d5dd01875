# A text into numbers, names and signs.
tokens() {
  s=$1
  while [ -n "$s" ]; do
    case $s in
      [0-9]*) t=${s%%[!0-9]*} kind=number ;;
      [a-zA-Z_]*) t=${s%%[!a-zA-Z0-9_]*} kind=name ;;
      ' '*) s=${s#?}; continue ;;
      '<='* | '>='* | '=='* | '!='*) t=${s%"${s#??}"} kind=sign ;;
      [-+*/=\<\>\(\)]*) t=${s%"${s#?}"} kind=sign ;;
      *) echo "cannot read '$s'"; return 1 ;;
    esac
    printf '%s(%s) ' $kind "$t"
    s=${s#"$t"}
  done
  echo
}
tokens 'x1 = (a_b+42)*7'
tokens 'if n<=10 == 3!=x'
tokens 'a # b' || echo "status $?"
tokens '* * *'
