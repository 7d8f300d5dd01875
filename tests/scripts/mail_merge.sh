# One letter for each line, written to files of their own.
while IFS=';' read -r first last sum; do
  greeting="Dear $first"
  [ "$sum" -gt 100 ] && greeting="Most honoured $first"
  cat >"letter_$last.txt" <<END
$greeting $last,

you owe us $sum.$([ "$sum" -gt 100 ] && echo ' Please hurry.')
END
done <<'END'
Ann;Lee;50
Bob;Ray;200
END
for letter in letter_*.txt; do
  echo "--- $letter"
  cat "$letter"
done
rm letter_*.txt
