echo one >out.txt
echo two >>out.txt
cat <out.txt
wc -l <out.txt | tr -d ' '
{ echo a; echo b; } >both.txt
cat both.txt
: >both.txt
wc -c <both.txt | tr -d ' '
rm out.txt both.txt
