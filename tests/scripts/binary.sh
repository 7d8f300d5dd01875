to_binary() {
  n=$1 bits=
  while [ "$n" -gt 0 ]; do bits=$((n % 2))$bits; n=$((n / 2)); done
  echo "${bits:-0}"
}
for i in 0 1 5 255; do to_binary $i; done
