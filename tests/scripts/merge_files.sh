# Two sorted files become one, with a descriptor for each.
printf '%s\n' 1 4 6 9 >left
printf '%s\n' 2 3 7 >right
exec 3<left 4<right
next_left() { read -r l <&3 || l=; }
next_right() { read -r r <&4 || r=; }
next_left
next_right
while [ -n "$l$r" ]; do
  if [ -z "$r" ] || { [ -n "$l" ] && [ "$l" -le "$r" ]; }; then
    echo "left $l"
    next_left
  else
    echo "right $r"
    next_right
  fi
done
exec 3<&- 4<&-
rm left right
