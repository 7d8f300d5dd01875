# Words by their first letter, in the order in which they came.
letters=
for word in banana apple avocado cherry blueberry apricot; do
  letter=${word%"${word#?}"}
  case $letters in *$letter*) ;; *) letters=$letters$letter ;; esac
  eval "group_$letter=\"\${group_$letter:+\$group_$letter, }\$word\""
done
while [ -n "$letters" ]; do
  letter=${letters%"${letters#?}"}
  letters=${letters#?}
  eval "printf '%s: %s\n' $letter \"\$group_$letter\""
done
