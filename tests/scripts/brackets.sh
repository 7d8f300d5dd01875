# Whether brackets are in pairs; the stack is a string.
balanced() {
  local s=$1 open=
  while [ -n "$s" ]; do
    case $s in
      [\(\[\{]*) open=${s%"${s#?}"}$open ;;
      \)*) case $open in \(*) open=${open#?} ;; *) return 1 ;; esac ;;
      \]*) case $open in \[*) open=${open#?} ;; *) return 1 ;; esac ;;
      \}*) case $open in \{*) open=${open#?} ;; *) return 1 ;; esac ;;
    esac
    s=${s#?}
  done
  [ -z "$open" ]
}
for s in '' '()' '([]{})' '(]' '((a)' 'f(x[1], {y})' '][' '}'; do
  if balanced "$s"; then echo "ok:  $s"; else echo "bad: $s"; fi
done
