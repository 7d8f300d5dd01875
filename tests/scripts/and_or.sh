true && echo a || echo b
false && echo a || echo b
false || true && echo c
true || false && echo d
false && false || false; echo $?
! false && echo e
