# "$@" through functions, eval and the set command.
inner() { for a; do printf '<%s>' "$a"; done; echo " $#"; }
outer() { inner "$@"; inner "$*"; inner $@; inner "x$@y"; }
outer 'a b' '' '*' "c'd"
prepend() { inner first "$@"; }
prepend; prepend ''
rest() { shift; inner "$@"; }
rest 1 '2 3' 4
last() { for last; do :; done; printf '%s\n' "$last"; }
last x 'y z'
reversed() { r=; i=$#; while [ $i -gt 0 ]; do r="$r \"\${$i}\""; i=$((i - 1)); done; eval "inner $r"; }
reversed a 'b c' '"' '$x'
set -- "$@" end
echo $#
set -- 1 2 3 4 5 6 7 8 9 10 11
echo "$10 ${10} ${11} $#"
