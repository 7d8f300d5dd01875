# Sets as sorted files: both, only here, only there.
printf '%s\n' pear apple fig kiwi | sort >a
printf '%s\n' fig plum apple | sort >b
echo "both: $(sort a b | uniq -d | xargs)"
echo "either: $(sort -u a b | xargs)"
echo "only in a: $(sort a b b | uniq -u | xargs)"
in_set() { grep -qx "$1" "$2"; }
while read -r x; do
  in_set "$x" b || echo "$x is not in b"
done <a
in_set app a || echo 'app is none'
comm -13 a b
rm a b
