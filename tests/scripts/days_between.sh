# The number of a day, counted from a far past.
number() {
  IFS=-
  set -- $1
  unset IFS
  local y=$1 m=${2#0} d=${3#0}
  if [ $m -le 2 ]; then y=$((y - 1)) m=$((m + 12)); fi
  echo $((365 * y + y / 4 - y / 100 + y / 400 + (153 * (m - 3) + 2) / 5 + d))
}
between() { echo "$1 to $2: $(($(number $2) - $(number $1))) days"; }
between 2024-01-01 2024-12-31
between 2024-02-28 2024-03-01
between 2000-01-01 2026-11-21
between 2024-03-10 2024-03-09
