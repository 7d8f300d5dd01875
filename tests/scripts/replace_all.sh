# Each occurrence of a text, without any tool.
replace() {
  rest=$1 out=
  while :; do
    case $rest in
      *"$2"*)
        out=$out${rest%%"$2"*}$3
        rest=${rest#*"$2"}
        ;;
      *) break ;;
    esac
  done
  printf '%s\n' "$out$rest"
}
replace 'one fish two fish' fish cat
replace 'a*b*c' '*' '[x]'
replace 'a.b.c' . ''
replace 'nothing here' xyz abc
replace '$HOME is $HOME' '$HOME' "it's"
replace aaaa aa a
