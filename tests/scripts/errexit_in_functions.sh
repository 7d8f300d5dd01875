# How far an error goes.
try() {
  (
    set -e
    "$@"
    echo "  all of $1"
  )
  echo "$1: $?"
}
one() { true; false; true; }
two() { false || true; }
three() { for i in 1 2 3; do [ $i -lt 2 ]; echo "  $i"; done; }
four() { if one; then echo '  four goes on'; fi; }
five() { return 5; }
six() { eval 'false'; echo '  no'; }
seven() { cat /dev/null | grep x; }
eight() { local x; x=$(exit 8); }
for f in one two three four five six seven eight; do try $f; done
