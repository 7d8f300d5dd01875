echo one \
  two
x="a\
b"; echo $x
true &&
  echo and |
  cat
