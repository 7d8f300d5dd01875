for i in 1 2 3; do eval "item_$i=value$i"; done
for i in 1 2 3; do eval "echo \$item_$i"; done
