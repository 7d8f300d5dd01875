# Two files, compared line by line.
equal() {
  while :; do
    IFS= read -r a <&3; ea=$?
    IFS= read -r b <&4; eb=$?
    [ "$a" = "$b" ] && [ $ea -eq $eb ] || return 1
    [ $ea -eq 0 ] || return 0
  done 3<"$1" 4<"$2"
}
printf 'x\ny\n' >one; printf 'x\ny\n' >two; printf 'x\ny' >three; printf 'x\n y\n' >four; : >five
for f in two three four five one; do
  if equal one $f; then echo "one = $f"; else echo "one is not $f"; fi
  cmp -s one $f; echo $?
done
rm one two three four five
