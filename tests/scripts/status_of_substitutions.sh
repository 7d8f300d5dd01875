# $? stays what it was until a command of the shell itself has run.
case $(exit 4) in *) echo $?;; esac
(exit 3); case a in $(exit 5)a) echo $?;; esac
for x in $(echo a; exit 6); do echo $?; done
for x in $(exit 6); do echo $?; done; echo $?
(exit 3); case a in b) ;; esac; echo $?
(exit 3); case a in a) ;; esac; echo $?
(exit 3); for x in a b; do continue; done; echo $?
(exit 3); for x in a b; do break; done; echo $?
(exit 3); f() { :; }; echo $?
(exit 3); for x in; do :; done; echo $?
echo $(exit 7) $?
(exit 3); echo $(exit 7) $?
(exit 3); x=$(exit 8)$?; echo $? $x
(exit 3); >/dev/null; echo $?
(exit 3); >/dev/null$(exit 4); echo $?
$(exit 9); echo $?
$(exit 9) >/dev/null; echo $?
(exit 3); eval; echo $?
(exit 3); eval ''; echo $?
(exit 3); eval 'echo $?'
(exit 3); . /dev/null; echo $?
f() { return; }; (exit 5); f; echo $?
f() { (exit 5); return; }; f; echo $?
f() { echo $?; }; (exit 5); f
(exit 5); (exit); echo $?
(exit 5); (echo $?)
(exit 5); x=$(echo $?); echo $x
(exit 5) | echo $?
(exit 5); echo | (cat; echo $?)
(exit 5); { echo $?; } | cat
(exit 5); ! echo $?
(exit 5); true & echo $?; wait
