# What functions change, and what stays.
x=global
plain() { x=changed; }
sub() ( x=lost; cd /; exit 3 )
loc() { local x=$x; x="$x inside"; inner; echo "loc $x"; }
inner() { x="$x seen"; }
plain; echo $x
sub; echo "$? $x"
loc; echo $x
define() { later() { echo "defined late: $x"; }; }
later 2>/dev/null || echo 'not yet'
define; later
x=temp later; echo $x
redirected() { echo out; echo err >&2; } >r.out 2>&1
redirected; cat r.out; rm r.out
early() { return 4; echo never; }
early; echo $?
shadow() { echo "$1"; set -- z; echo "$1"; }
set -- kept; shadow a; echo "$1"
count() { [ "$1" -eq 0 ] || { local n=$1; count $((n - 1)); printf '%s ' $n; }; }
count 5; echo
