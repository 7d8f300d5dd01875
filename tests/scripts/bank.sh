# Functions that say by their status whether they did it.
balance=100
deposit() { [ "$1" -gt 0 ] || return 2; balance=$((balance + $1)); }
withdraw() {
  [ "$1" -gt 0 ] || return 2
  [ "$1" -le "$balance" ] || return 1
  balance=$((balance - $1))
}
attempt() {
  if "$@"; then
    echo "$*: ok, $balance"
  else
    case $? in
      1) echo "$*: not enough, $balance" ;;
      2) echo "$*: no such sum" ;;
    esac
  fi
}
attempt deposit 50
attempt withdraw 500
attempt withdraw -1
attempt withdraw 150
attempt deposit 0
[ $balance -eq 0 ] && echo broke
