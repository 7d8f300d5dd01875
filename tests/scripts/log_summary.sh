# How many lines of each severity, and the first error.
cat >server.log <<'END'
09:00:01 INFO start
09:00:02 WARN disk 91% full
09:00:05 ERROR cannot open /data/x: no such file
09:01:00 INFO request 1
09:01:07 ERROR timeout
END
info=0 warn=0 error=0 first=
while read -r time level message; do
  case $level in
    INFO) info=$((info + 1)) ;;
    WARN) warn=$((warn + 1)) ;;
    ERROR)
      error=$((error + 1))
      first=${first:-"$time $message"}
      ;;
  esac
done <server.log
printf '%-6s %3d\n' info $info warn $warn error $error
echo "first error: $first"
[ $error -eq 0 ]
status=$?
rm server.log
exit $status
