get() {
  case $1 in
    apple) echo red ;; banana) echo yellow ;;
    *) echo unknown; return 1
  esac
}
for f in apple banana kiwi; do
  if color=$(get $f); then echo "$f is $color"; else echo "$f? $color"; fi
done
