# Columns as wide as they need to be, in two passes.
data='id|name|price
1|apple|5
22|fig|120
333|watermelon|7'
w1=0 w2=0 w3=0
widest() { if [ "$1" -gt "$2" ]; then echo "$1"; else echo "$2"; fi; }
while IFS='|' read -r a b c; do
  w1=$(widest ${#a} $w1) w2=$(widest ${#b} $w2) w3=$(widest ${#c} $w3)
done <<END
$data
END
echo "widths: $w1 $w2 $w3"
printf '%s\n' "$data" | while IFS='|' read -r a b c; do
  printf "%${w1}s  %-${w2}s  %${w3}s\n" "$a" "$b" "$c"
done
