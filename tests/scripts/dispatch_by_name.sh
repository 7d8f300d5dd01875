# Handlers found by their names; what is missing has a default.
on_start() { echo "starting $1"; }
on_stop() { echo "stopping $1"; return 3; }
on_default() { echo "no handler for $event of $1"; return 127; }
handle() {
  event=$1
  shift
  handler=on_$event
  type "$handler" >/dev/null 2>&1 || handler=on_default
  "$handler" "$@"
}
for call in 'start web' 'stop web' 'explode web' 'start db'; do
  handle $call || echo "  ($call: $?)"
done
unset -f on_start
handle start again || echo "  ($?)"
on_start() { echo "now another start of $*"; }
handle start a b
