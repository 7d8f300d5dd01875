# Decimal to hexadecimal, and back by the shell's own arithmetic.
hex() {
  local n=$1 digits= d
  [ "$n" -eq 0 ] && digits=0
  while [ "$n" -gt 0 ]; do
    d=$((n % 16)) n=$((n / 16))
    case $d in
      10) d=a ;; 11) d=b ;; 12) d=c ;; 13) d=d ;; 14) d=e ;; 15) d=f ;;
    esac
    digits=$d$digits
  done
  echo "0x$digits"
}
for n in 0 9 10 255 4096 65535 1234567890; do
  h=$(hex $n)
  echo "$n $h $((h))"
  [ $((h)) -eq $n ] || echo "wrong"
done
