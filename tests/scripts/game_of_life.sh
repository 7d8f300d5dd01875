# A glider on a small torus.
size=6
world=010000001000111000000000000000000000
at() {
  local x=$((($1 + size) % size)) y=$((($2 + size) % size)) tail=$world skip
  skip=$((y * size + x))
  while [ $skip -ge 6 ]; do tail=${tail#??????} skip=$((skip - 6)); done
  while [ $skip -gt 0 ]; do tail=${tail#?} skip=$((skip - 1)); done
  cell=${tail%"${tail#?}"}
}
show() {
  local left=$world
  while [ -n "$left" ]; do
    echo "${left%"${left#??????}"}" | tr 01 .o
    left=${left#??????}
  done
}
step() {
  local next= x y dx dy around self
  y=0
  while [ $y -lt $size ]; do
    x=0
    while [ $x -lt $size ]; do
      around=0
      for dy in -1 0 1; do
        for dx in -1 0 1; do
          at $((x + dx)) $((y + dy))
          [ $dx$dy = 00 ] && self=$cell || around=$((around + cell))
        done
      done
      case $self$around in 12 | 13 | 03) next=${next}1 ;; *) next=${next}0 ;; esac
      x=$((x + 1))
    done
    y=$((y + 1))
  done
  world=$next
}
show
for i in 1 2 3 4; do step; done
echo 'after four steps'
show
