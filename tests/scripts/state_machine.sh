# A turnstile, driven by a list of events.
state=locked
on() {
  case $state:$1 in
    locked:coin) next=unlocked ;;
    unlocked:push) next=locked ;;
    locked:push) echo "  (it does not move)"; return 1 ;;
    *:coin) echo "  (the coin falls through)"; return 1 ;;
    *) echo "  ($1: what is that?)"; return 2 ;;
  esac
  echo "$state --$1--> $next"
  state=$next
}
failed=0
for event in push coin coin push push kick coin; do
  on $event || failed=$((failed + 1))
done
echo "in the end $state, $failed without effect"
