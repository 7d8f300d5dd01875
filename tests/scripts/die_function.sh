# set -e, a function that ends the script, and who is ended by it.
set -e
die() { echo "fatal: $*"; exit 3; }
check() { [ "$1" -le 10 ] || die "$1 is too large"; echo "$1 is fine"; }
check 5
(check 11; echo not reached) || echo "the subshell ended with $?"
result=$(check 12) || echo "it said '$result' with $?"
if ! (check 13) >/dev/null; then echo 'as expected'; fi
trap 'echo "at the end: $?"' EXIT
check 14
echo not reached
