printf '%s\n' a b | while read -r x; do
  printf '%s\n' 1 2 | while read -r y; do echo "$x$y"; done
done
