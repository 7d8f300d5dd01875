# Functions whose arguments are functions.
map() { f=$1; shift; for x; do $f "$x"; done; }
filter() { p=$1; shift; for x; do if $p "$x"; then echo "$x"; fi; done; }
reduce() { f=$1 acc=$2; shift 2; for x; do acc=$($f "$acc" "$x"); done; echo "$acc"; }
double() { echo $(($1 * 2)); }
even() { [ $(($1 % 2)) -eq 0 ]; }
plus() { echo $(($1 + $2)); }
longer() { if [ ${#2} -gt ${#1} ]; then echo "$2"; else echo "$1"; fi; }
compose() { eval "$1() { $2 \"\$($3 \"\$@\")\"; }"; }
map double 1 2 3 | tr '\n' ' '; echo
filter even 1 2 3 4 | tr '\n' ' '; echo
reduce plus 0 $(map double $(filter even 1 2 3 4 5 6))
reduce longer '' a 'long one' 'the longest' b
compose quadruple double double
map quadruple 1 10
