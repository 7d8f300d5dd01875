s=stressed r=
while [ -n "$s" ]; do
  rest=${s#?}
  r=${s%"$rest"}$r
  s=$rest
done
echo "$r"
