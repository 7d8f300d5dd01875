max() { m=$1; for x; do [ "$x" -gt "$m" ] && m=$x; done; echo "$m"; }
max 3 9 2
max -5 -2
