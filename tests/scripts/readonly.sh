readonly c=10
echo $c
(c=11) 2>/dev/null; echo $(($? != 0))
