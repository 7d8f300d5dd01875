# The check digit of a card's number.
luhn() {
  digits=$(printf %s "$1" | tr -cd 0-9)
  sum=0 double=0
  while [ -n "$digits" ]; do
    d=${digits#"${digits%?}"}
    digits=${digits%?}
    if [ $double -eq 1 ]; then
      d=$((d * 2))
      [ $d -gt 9 ] && d=$((d - 9))
    fi
    double=$((1 - double)) sum=$((sum + d))
  done
  [ $((sum % 10)) -eq 0 ]
}
while read -r number; do
  luhn "$number" && echo "$number is valid" || echo "$number is not"
done <<END
4539 1488 0343 6467
8273 1232 7352 0569
79927398713
79927398710
0
END
