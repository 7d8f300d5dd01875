(exit 7); echo $?
(echo a; exit 0; echo b)
x=$(echo before; exit 9; echo after); echo "$x $?"
