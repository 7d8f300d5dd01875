# A file as a small data base.
book=phone.txt
: >$book
add() { grep -q "^$1:" $book && { echo "$1 is there already"; return 1; }; echo "$1:$2" >>$book; }
look() { line=$(grep "^$1:" $book) && echo "$1: ${line#*:}" || echo "$1: nobody"; }
remove() { grep -v "^$1:" $book >$book.new; mv $book.new $book; }
add ann 123
add bob 456
add ann 999 || echo "status $?"
look ann
look cyd
remove ann
look ann
add cyd 789
sort $book | while IFS=: read -r name number; do echo "$name has $number"; done
rm $book
