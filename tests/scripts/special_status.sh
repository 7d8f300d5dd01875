: ; echo $?
x=1; echo $?
x=$(exit 4); echo $?
export y=$(exit 5); echo $?
> /dev/null; echo $?
