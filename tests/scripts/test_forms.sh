[ a ] && [ ! "" ] && [ a = a ] && [ a != b ] && [ -n x ] && [ -z "" ] && echo strings
[ 1 -lt 2 ] && [ 2 -gt 1 ] && [ 2 -ge 2 ] && [ -1 -le 0 ] && [ 3 -ne 4 ] && echo numbers
[ a = a -a b = b ] && [ a = b -o b = b ] && echo combined
[ x -eq 1 ] 2>/dev/null; echo $?
test; echo $?
