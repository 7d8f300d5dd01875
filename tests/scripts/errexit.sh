(set -e; echo a; false; echo not reached)
echo $?
(set -e; if false; then :; fi; false || true; ! true; echo reached)
(set -e; f() { false; echo in f; }; f || true; echo after)
(set -e; x=$(false); echo not reached); echo $?
