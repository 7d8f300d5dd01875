true | false; echo $?
false | true; echo $?
! true | false; echo $?
(exit 3) | (exit 4); echo $?
echo x | exit 5; echo $?
