cat >conf <<'END'
# a comment
host = example.org
port=80

user=  bob
END
while IFS='= ' read -r key value; do
  case $key in '' | \#*) continue ;; esac
  echo "$key -> [$value]"
done <conf
rm conf
