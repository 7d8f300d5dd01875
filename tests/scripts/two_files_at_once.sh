# Line by line from two descriptors, to the end of the longer one.
printf '%s\n' one two three >names
printf '%s\n' 1 2 >numbers
while :; do
  more=
  name= number=
  IFS= read -r name <&3 && more=1
  IFS= read -r number <&4 && more=1
  [ -n "$more" ] || break
  echo "${number:-?} ${name:-?}"
done 3<names 4<numbers
paste numbers names | tr '\t' ' '
rm names numbers
