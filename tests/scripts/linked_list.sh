# Nodes whose names are made by eval.
next_id=0 head=
cons() {
  next_id=$((next_id + 1))
  eval "value_$next_id=\$1 next_$next_id=\$2"
  made=$next_id
}
value() { eval "printf '%s' \"\$value_$1\""; }
next() { eval "echo \$next_$1"; }
print() {
  node=$1 out=
  while [ -n "$node" ]; do
    out="$out$(value $node) -> "
    node=$(next $node)
  done
  echo "${out}nil"
}
for v in c 'b b' a; do cons "$v" $head; head=$made; done
print $head
reversed= node=$head
while [ -n "$node" ]; do
  cons "$(value $node)" $reversed
  reversed=$made
  node=$(next $node)
done
print $reversed
second=$(next $head)
eval "next_$head=$(next $second)"
print $head
