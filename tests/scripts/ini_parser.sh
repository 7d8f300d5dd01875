# Sections and keys of an ini file become variables.
cat >app.ini <<'END'
; the server
[server]
host = localhost
port = 8080

[log]
file=/var/log/app log.txt
level = debug
bad line
END
section=
while IFS= read -r line || [ -n "$line" ]; do
  case $line in
    '' | \;*) ;;
    \[*\]) section=${line#\[}; section=${section%\]} ;;
    *=*)
      key=${line%%=*} value=${line#*=}
      key=${key%"${key##*[! ]}"}
      value=${value#"${value%%[! ]*}"}
      eval "ini_${section}_$key=\$value"
      ;;
    *) echo "cannot read: $line" ;;
  esac
done <app.ini
echo "$ini_server_host:$ini_server_port"
echo "$ini_log_level to '$ini_log_file'"
rm app.ini
