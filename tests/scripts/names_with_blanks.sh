# Names that are hard on scripts.
mkdir hard && cd hard
for name in 'a b' '-n' 'x*y' "it's" 'tab	tab' '$HOME' '#1' ' lead'; do
  printf '%s' "$name" >"./$name"
done
for f in *; do
  printf '<%s> %s\n' "$f" "$(cat <"$f" | wc -c | tr -d ' ')"
done
set -- *
echo "$# files"
for f in "$@"; do
  case $f in *\**) echo "star: $f" ;; *\ *) echo "blank: $f" ;; -*) echo "option: $f" ;; esac
done
rm -- * && cd .. && rmdir hard && echo gone
