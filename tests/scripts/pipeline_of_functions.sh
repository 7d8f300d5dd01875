# Functions as members of a pipeline.
numbers() { seq "$1" "$2"; }
odd() { while read -r n; do [ $((n % 2)) -eq 0 ] || echo "$n"; done; }
square() { while read -r n; do echo $((n * n)); done; }
total() { t=0; while read -r n; do t=$((t + n)); done; echo "$t"; }
numbers 1 10 | odd | square | { tee squares | total; }
tr '\n' ' ' <squares; echo
x=outside
numbers 1 3 | while read -r n; do x=$n; done
echo "$x"
numbers 1 3 | { while read -r n; do x=$n; done; echo "in there $x"; }
! numbers 1 3 | grep -q 7 && echo 'no seven'
rm squares
