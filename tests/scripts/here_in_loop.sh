# A here-document is expanded anew in each round.
for who in Ann Bob; do
  i=0
  while [ $i -lt 2 ]; do
    i=$((i + 1))
    cat <<END | sed 's/^/> /'
$who, round $i: $((i * i)) $(echo "$who" | wc -c | tr -d ' ')
END
  done
done >all
cat all
while read -r mark who rest; do
  case $who in Bob,) echo "$rest" ;; esac
done <all
rm all
