is_even() { [ $(($1 % 2)) -eq 0 ]; }
for i in 1 2 3 4; do
  if is_even $i; then echo "$i even"; else echo "$i odd"; fi
done
r() { return 42; echo not here; }
r; echo $?
r || echo "failed with $?"
