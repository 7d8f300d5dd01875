# All orders of some words.
permute() {
  local done=$1 left=$2 x rest y
  if [ -z "$left" ]; then
    echo $done
    return
  fi
  for x in $left; do
    rest=
    for y in $left; do [ "$y" = "$x" ] || rest="$rest $y"; done
    permute "$done $x" "$rest"
  done
}
permute '' 'a b c'
permute '' '1 2 3 4' | wc -l | tr -d ' '
