# Numbers to Roman ones, by a table in the positional parameters.
roman() {
  n=$1 out=
  set -- 1000 M 900 CM 500 D 400 CD 100 C 90 XC 50 L 40 XL 10 X 9 IX 5 V 4 IV 1 I
  while [ $# -gt 0 ]; do
    while [ "$n" -ge "$1" ]; do
      out=$out$2
      n=$((n - $1))
    done
    shift 2
  done
  echo "$out"
}
for year in 1 4 9 14 40 90 400 1987 2024 3999; do
  printf '%5d %s\n' $year "$(roman $year)"
done
