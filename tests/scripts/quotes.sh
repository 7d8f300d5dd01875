echo 'single $x `x`' "double $x \" '"
echo a\ b "c"'d'e \$x
echo "a
b"
x='  two  words  '
echo $x
echo "$x"
