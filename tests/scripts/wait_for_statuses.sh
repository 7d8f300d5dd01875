# Several at once, and how each of them ended.
work() { [ "$1" != slow ] || sleep 0.05; return "$2"; }
work fast 0 & first=$!
work slow 3 & second=$!
(exit 7) & third=$!
wait $third; echo "third $?"
wait $first; echo "first $?"
wait $second; echo "second $?"
true & p1=$!; false & p2=$!
wait $p1 $p2; echo "both: $?"
false & true &
wait; echo "all: $?"
if (exit 5) & wait $!; then echo well; else echo "not well: $?"; fi
