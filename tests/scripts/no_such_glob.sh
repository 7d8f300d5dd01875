# A pattern without files stands for itself, and so has to be looked at.
mkdir empty && cd empty
count() { [ -e "$1" ] || [ -L "$1" ] || { echo 0; return; }; echo $#; }
count *
for f in *.txt; do
  [ -e "$f" ] || continue
  echo "never $f"
done
set -- *.txt
[ "$1" = '*.txt' ] && [ ! -e "$1" ] && echo none
: >'*.txt'
set -- *.txt
[ -e "$1" ] && echo "$# now"
: >a.txt; : >.hidden.txt
count *
count .[!.]*
echo [!.]*
echo * .*.txt
cd .. && rm -r empty
