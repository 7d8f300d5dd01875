name=color
eval "$name=red"
echo "$color"
eval "echo \$$name"
cmd='echo a; echo b'
eval "$cmd"
eval 'for i in 1 2; do echo $i; done'
