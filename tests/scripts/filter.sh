keep_even() { while read -r n; do [ $((n % 2)) -eq 0 ] && echo $n; done; return 0; }
seq 1 10 | keep_even | tr '\n' ' '
echo
