# start, stop, status and restart, with a file that says that it runs.
pidfile=service.pid
service() {
  case $1 in
    start)
      [ -f $pidfile ] && { echo "already running ($(cat $pidfile))"; return 1; }
      echo 4711 >$pidfile && echo started
      ;;
    stop)
      if [ ! -f $pidfile ]; then echo 'not running'; return 1; fi
      rm $pidfile && echo stopped
      ;;
    restart) service stop; service start ;;
    status)
      if [ -f $pidfile ]; then read -r pid <$pidfile; echo "running: $pid"; else echo 'not running'; return 3; fi
      ;;
    *) echo "usage: service {start|stop|restart|status}" >&2; return 2 ;;
  esac
}
for action in status start start status restart stop stop jump; do
  service $action 2>/dev/null
  echo "  $action: $?"
done
