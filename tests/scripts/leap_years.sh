leap() {
  [ $(($1 % 4)) -eq 0 ] && { [ $(($1 % 100)) -ne 0 ] || [ $(($1 % 400)) -eq 0 ]; }
}
for year in 1900 1996 2000 2023 2024 2100; do
  if leap $year; then word=is; else word='is not'; fi
  echo "$year $word a leap year"
done
n=0 year=1901
until [ $year -gt 2000 ]; do
  leap $year && n=$((n + 1))
  year=$((year + 1))
done
echo "$n in a century"
