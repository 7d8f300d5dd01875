for f in one two three; do echo "$f" >"f_$f"; done
for f in f_*; do
  [ -f "$f" ] && echo "$f: $(cat "$f")"
done
[ -e nosuch ] || echo "no nosuch"
[ -d . ] && [ -r f_one ] && [ ! -d f_one ] && [ -s f_one ] && echo checks
rm f_*
