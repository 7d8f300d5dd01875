# Roman numbers, read from the left: what is less than what follows is taken away.
one() {
  case $1 in
    I) v=1 ;; V) v=5 ;; X) v=10 ;; L) v=50 ;; C) v=100 ;; D) v=500 ;; M) v=1000 ;;
    *) return 1 ;;
  esac
}
arabic() {
  s=$1 sum=0 last=0
  while [ -n "$s" ]; do
    c=${s#"${s%?}"}
    s=${s%?}
    one "$c" || { echo "$1: not Roman: $c"; return 1; }
    if [ $v -lt $last ]; then sum=$((sum - v)); else sum=$((sum + v)) last=$v; fi
  done
  echo "$1 $sum"
}
arabic XIV && arabic MCMLXXXVII && arabic MMXXIV
arabic XQ || echo "status $?"
