# A calculator with a stack, whose input is a line of words.
calculate() {
  set -f
  stack=
  for word in $1; do
    case $word in
      [-+x/%])
        set -- $stack
        [ $# -ge 2 ] || { echo "$word: too few numbers"; return 1; }
        right=$1 left=$2
        shift 2
        case $word in
          +) r=$((left + right)) ;;
          -) r=$((left - right)) ;;
          x) r=$((left * right)) ;;
          *) [ "$right" -ne 0 ] || { echo "$word: by zero"; return 1; }
             if [ $word = / ]; then r=$((left / right)); else r=$((left % right)); fi ;;
        esac
        stack="$r $*"
        ;;
      *[!0-9]*) echo "$word: what?"; return 1 ;;
      *) stack="$word $stack" ;;
    esac
  done
  set +f
  set -- $stack
  [ $# -eq 1 ] && echo "$1" || echo "left: $*"
}
calculate '3 4 + 2 x'
calculate '100 7 / 100 7 % x'
calculate '1 2'
calculate '1 +'
calculate '1 0 /' || echo "status $?"
calculate '5 1 2 + 4 x + 3 -'
