stack=
push() { stack="$1 $stack"; }
pop() { set -- $stack; top=$1; shift; stack=$*; }
push a; push b; push c
while [ -n "$stack" ]; do pop; echo "$top"; done
