# A month as a table; the first weekday by Zeller's rule.
month=2 year=2024 days=29
m=$month y=$year
[ $m -lt 3 ] && m=$((m + 12)) y=$((y - 1))
first=$(((1 + 13 * (m + 1) / 5 + y + y / 4 - y / 100 + y / 400 + 5) % 7))
echo "   $year-$(printf %02d $month)"
echo "Mo Tu We Th Fr Sa Su"
column=0 line=
while [ $column -lt $first ]; do line="$line   " column=$((column + 1)); done
day=1
while [ $day -le $days ]; do
  line="$line$(printf '%2d ' $day)"
  column=$((column + 1)) day=$((day + 1))
  if [ $column -eq 7 ]; then
    echo "${line% }"
    line= column=0
  fi
done
[ -n "$line" ] && echo "${line% }"
