# Tenths, so that whole numbers will do.
tenths() {
  local n=$1 sign=
  [ $n -lt 0 ] && sign=- n=$((-n))
  printf '%s%d.%d' "$sign" $((n / 10)) $((n % 10))
}
c=-20
while [ $c -le 40 ]; do
  f=$((c * 18 + 320))
  printf '%4d C = %6s F\n' $c "$(tenths $f)"
  c=$((c + 15))
done
