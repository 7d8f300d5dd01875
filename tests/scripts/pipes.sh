seq 1 100 | grep 7 | head -n 5 | tr '\n' ' '
echo
printf 'c\na\nb\n' | sort | tail -n 1
echo one two three | wc -w | tr -d ' '
