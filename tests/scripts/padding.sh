# Left, right and in the middle.
repeat() { local out=; while [ ${#out} -lt "$2" ]; do out=$out$1; done; printf '%s' "$out"; }
center() {
  local left=$((($2 - ${#1}) / 2))
  local right=$(($2 - ${#1} - left))
  echo "$(repeat "${3:- }" $left)$1$(repeat "${3:- }" $right)"
}
center title 20 =
center ab 7 .
center 'a b' 9 | tr ' ' _
width=12
printf "[%${width}s]\n[%-${width}s]\n" right left
printf '[%*s]\n[%-*s]\n[%.3s]\n' 6 star 6 star abcdef
