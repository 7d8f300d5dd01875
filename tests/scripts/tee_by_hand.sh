# What comes in goes to two places.
both() {
  while IFS= read -r line; do
    printf '%s\n' "$line"
    printf '%s\n' "$line" >&3
  done
}
seq 1 5 | both 3>copy | tail -n 2
echo "copied $(wc -l <copy | tr -d ' ') lines"
printf 'a b\n  c\\d\n' | both 3>>copy >/dev/null
tail -n 2 copy
rm copy
