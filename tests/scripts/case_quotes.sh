p='a*'
for w in 'a*' abc; do
  case $w in "$p") echo "$w literally";; $p) echo "$w by pattern";; esac
done
