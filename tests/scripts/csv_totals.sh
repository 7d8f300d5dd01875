# A table with commas: sums of a column by another.
total=0 lines=0
oldifs=$IFS
while IFS=, read -r name city amount rest; do
  [ "$name" = name ] && continue
  lines=$((lines + 1))
  case $amount in
    *[!0-9-]* | '') echo "line $lines: '$amount' is no number" >&2; bad=$((${bad-0} + 1)); continue ;;
  esac
  total=$((total + amount))
  eval "sum_$city=\$((\${sum_$city-0} + amount))"
  case " $cities " in *" $city "*) ;; *) cities="$cities $city" ;; esac
done <<END
name,city,amount
Ann,Rome,10
Bob,Oslo,-3
Cyd,Rome,32,extra
Dee,Bern,
Eve,Oslo,5
END
for city in $cities; do
  eval "echo \"$city: \$sum_$city\""
done
echo "total $total of $lines lines, ${bad:-no} bad"
