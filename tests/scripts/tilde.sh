HOME=/home/me
echo ~ ~/x "~" '~' a~
x=~/bin:~/lib
echo $x
