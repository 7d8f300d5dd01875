# A bar of a given width, by printf alone.
bar() {
  local percent=$(($1 * 100 / $2)) full=$(($1 * $3 / $2)) i=0 out=
  while [ $i -lt "$3" ]; do
    if [ $i -lt $full ]; then out=$out#; else out=$out.; fi
    i=$((i + 1))
  done
  printf '[%s] %3d%%\n' "$out" $percent
}
for done in 0 1 3 7 10; do bar $done 10 20; done
spinner='|/-\'
i=0
while [ $i -lt 6 ]; do
  printf '%s ' "${spinner%"${spinner#?}"}"
  spinner=${spinner#?}${spinner%"${spinner#?}"}
  i=$((i + 1))
done
echo
