# A list of processes: who uses most, and whose there are how many.
ps_output() {
  cat <<'END'
  PID USER   %CPU COMMAND
    1 root    0.1 init
  245 www    12.5 server --port 80
  246 www     3.0 server --port 81
 1000 joe    50.2 cc -O2 x.c
 1001 joe     0.0 sh
END
}
ps_output | {
  read -r header
  most=-1
  while read -r pid user cpu command; do
    tenths=${cpu%.*}${cpu#*.}
    tenths=${tenths#0}
    [ "${tenths:-0}" -gt $most ] && most=$tenths busiest="$pid ($command)"
    eval "count_$user=\$((\${count_$user:-0} + 1))"
    case " $users " in *" $user "*) ;; *) users="${users:+$users }$user" ;; esac
  done
  echo "busiest: $busiest at $most"
  for user in $users; do eval "echo $user has \$count_$user"; done
}
ps_output | grep -c server
