x=outer
f() { local x=inner; g; echo "f: $x"; }
g() { echo "g: $x"; x=changed; }
f
echo "$x"
