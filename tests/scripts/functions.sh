greet() { echo "hello ${1:-world}, $# args"; }
greet
greet you
greet "a b" c
twice() { "$@"; "$@"; }
twice greet again
