cat >log <<'END'
10.0.0.1 GET /a 200
10.0.0.2 GET /b 404
10.0.0.1 POST /a 500
10.0.0.3 GET /c 200
10.0.0.1 GET /d 200
END
while read -r ip method path code; do
  case $code in 2??) ok=$((ok + 1)) ;; *) bad="$bad $path" ;; esac
  ips="$ips
$ip"
done <log
echo "ok=$ok bad=$bad"
printf '%s\n' "$ips" | grep . | sort | uniq -c | sort -k1,1nr -k2 | head -n 1 | { read -r n ip; echo "$ip $n"; }
rm log
