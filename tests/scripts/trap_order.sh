# Which EXIT trap runs, and when.
trap 'echo "outer says $?"' EXIT
(
  trap 'echo "inner says $?"' EXIT
  echo in the subshell
  exit 4
)
echo "it was $?"
(echo 'this one has no trap')
f() { trap 'echo "set by f, $?"' EXIT; }
f
x=$(trap 'echo caught' EXIT; echo text)
echo "$x"
exit 7
