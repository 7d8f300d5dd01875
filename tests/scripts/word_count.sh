text="the cat and the dog and the bird"
for w in $text; do echo $w; done | sort | uniq -c | sort -k1,1nr -k2 | while read -r n w; do
  echo "$w: $n"
done
