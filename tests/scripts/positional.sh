show() { echo "$# [$1] [$2] [$*] [${10}]"; }
show
show a "b c"
show 1 2 3 4 5 6 7 8 9 ten
set -- x y z
shift 2
echo "$1 $#"
