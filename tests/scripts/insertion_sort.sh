# Insertion into a sorted list of words.
insert() {
  new=$1
  shift
  sorted=
  for x; do
    if [ -n "$new" ] && [ "$new" -lt "$x" ]; then
      sorted="$sorted $new"
      new=
    fi
    sorted="$sorted $x"
  done
  sorted="$sorted $new"
}
sorted=
for n in 31 4 15 9 -2 65 35 8 9; do
  insert $n $sorted
  echo $sorted
done
