# Subcommands by the name of a function.
list=todo.txt
cmd_add() { echo "open $*" >>$list; }
cmd_done() {
  n=0
  while read -r state text; do
    n=$((n + 1))
    [ $n -eq "$1" ] && state=done
    echo "$state $text"
  done <$list >$list.new && mv $list.new $list
}
cmd_show() {
  [ -s $list ] || { echo "nothing to do"; return 1; }
  n=0
  while read -r state text; do
    n=$((n + 1))
    case $state in done) mark=x ;; *) mark=' ' ;; esac
    echo "$n [$mark] $text"
  done <$list
}
todo() {
  command=cmd_$1
  if command -v "$command" >/dev/null; then
    shift
    $command "$@"
  else
    echo "todo: no command $1"
    return 2
  fi
}
todo show || echo "status $?"
todo add buy milk
todo add 'call  mum'
todo add sleep
todo done 2
todo show
todo fly || echo "status $?"
rm $list
