# Each bit of a number says whether a word is in the set.
set -- salt pepper oil
count=$((1 << $#))
n=0
while [ $n -lt $count ]; do
  subset= bit=0
  for x; do
    [ $((n >> bit & 1)) -eq 1 ] && subset="$subset,$x"
    bit=$((bit + 1))
  done
  echo "$n: {${subset#,}}"
  n=$((n + 1))
done
