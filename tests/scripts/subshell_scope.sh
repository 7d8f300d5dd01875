x=1
(x=2; cd /; echo "inside $x")
echo "outside $x"
y=$(x=3; echo $x)
echo "$x $y"
{ x=4; }
echo $x
