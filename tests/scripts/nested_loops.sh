for i in 1 2 3; do
  for j in a b c; do
    [ $j = b ] && continue
    [ $i = 2 ] && continue 2
    [ $i$j = 3c ] && break 2
    echo $i$j
  done
done
echo "end $i $j"
