# Where set -e counts, and where it does not.
set -e
false || echo 'not behind ||'
false && echo no || true
! true
if false; then echo no; fi
while false; do :; done
until true; do :; done
f() { false; echo "$1"; }
f 'not within what if asks' && echo yes
true | false | true
x=$(false) || echo 'nor here'
{ false; } || echo 'nor in braces'
(false; echo 'nor in a subshell of ||') || echo no
y=1$(true)
echo 'until now'
z=$(false)
echo not reached
