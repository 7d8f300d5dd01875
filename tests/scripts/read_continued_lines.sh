# Without -r, a backslash at the end of a line joins it with the next one.
cat >rules <<'END'
all: one \
  two \
  three
clean:
  rm a\ b c\\d
END
while read line; do
  printf '<%s>\n' "$line"
done <rules
while read -r line; do
  case $line in
    *\\) joined="$joined${line%\\}" ;;
    *) printf '[%s]\n' "$joined$line"; joined= ;;
  esac
done <rules
rm rules
