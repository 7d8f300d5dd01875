if ! grep -q x /dev/null; then echo "no x"; fi
! true; echo $?
! false; echo $?
