for n in 3 1 4; do
  i=0 bar=
  while [ $i -lt $n ]; do bar=$bar#; i=$((i + 1)); done
  printf '%s %s\n' $n "$bar"
done
