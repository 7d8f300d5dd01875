# log becomes log.1, log.1 becomes log.2, and so on up to three.
rotate() {
  local file=$1 keep=$2 i
  i=$keep
  rm -f "$file.$i"
  while [ $i -gt 1 ]; do
    [ -f "$file.$((i - 1))" ] && mv "$file.$((i - 1))" "$file.$i"
    i=$((i - 1))
  done
  [ -f "$file" ] && mv "$file" "$file.1"
  : >"$file"
}
for day in mon tue wed thu fri; do
  rotate log 3
  echo "$day" >>log
done
for f in log*; do echo "$f: $(cat $f)"; done
rm log*
