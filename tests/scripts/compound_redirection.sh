for i in 1 2 3; do echo $i; done >list
while read -r x; do echo "got $x"; done <list
if true; then echo t; fi >>list
tail -n 1 list
rm list
