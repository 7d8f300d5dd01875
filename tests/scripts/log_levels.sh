# A descriptor for the log; what is too detailed goes nowhere.
threshold=2
exec 5>run.log
log() {
  level=$1
  shift
  case $level in debug) n=3 ;; info) n=2 ;; *) n=1 ;; esac
  if [ $n -le $threshold ]; then echo "$level: $*" >&5; fi
}
log info starting
log debug x=1 y=2
for i in 1 2; do
  log debug "round $i"
  [ $i -eq 2 ] && log error "round $i failed"
done
threshold=3
log debug now visible
exec 5>&-
(log info lost 2>/dev/null) 2>/dev/null || echo 'the log is closed'
cat run.log
rm run.log
