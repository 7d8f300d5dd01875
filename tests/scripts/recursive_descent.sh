# Sums, products and parentheses, by functions that call each other.
take() { text=${text#?}; }
skip() { while :; do case $text in ' '*) take ;; *) return ;; esac; done; }
factor() {
  skip
  case $text in
    \(*) take; sum; skip
      case $text in \)*) take ;; *) echo "a ) is missing"; wrong=1 ;; esac ;;
    -*) take; factor; value=$((-value)) ;;
    [0-9]*) value=${text%%[!0-9]*}; text=${text#"$value"} ;;
    *) echo "unexpected: '$text'"; wrong=1 value=0 ;;
  esac
}
product() {
  local left
  factor
  while skip; [ -z "$wrong" ]; do
    left=$value
    case $text in
      \**) take; factor; value=$((left * value)) ;;
      /*) take; factor; value=$((left / value)) ;;
      *) return ;;
    esac
  done
}
sum() {
  local left
  product
  while skip; [ -z "$wrong" ]; do
    left=$value
    case $text in
      +*) take; product; value=$((left + value)) ;;
      -*) take; product; value=$((left - value)) ;;
      *) return ;;
    esac
  done
}
evaluate() {
  text=$1 wrong=
  sum
  [ -n "$text" ] && [ -z "$wrong" ] && { echo "left over: '$text'"; wrong=1; }
  [ -z "$wrong" ] && echo "$1 = $value"
}
evaluate '1+2*3'
evaluate '(1 + 2) * 3'
evaluate '-(4 - 10) / 2 - 1'
evaluate '((((7))))'
evaluate '2*(3+'
evaluate '1 2'
evaluate '(1'
echo "status $?"
