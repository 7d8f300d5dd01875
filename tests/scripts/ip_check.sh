# Four numbers of at most 255.
valid() {
  case $1 in *[!0-9.]* | *..* | .* | *. | '') return 1 ;; esac
  IFS=.
  set -- $1
  unset IFS
  [ $# -eq 4 ] || return 1
  for byte; do
    [ ${#byte} -le 3 ] && [ "$byte" -le 255 ] || return 1
  done
}
for ip in 127.0.0.1 256.1.1.1 1.2.3 1.2.3.4.5 a.b.c.d '' 10..0.1 192.168.100.200 1.2.3.0999; do
  valid "$ip" && echo "'$ip' yes" || echo "'$ip' no"
done
