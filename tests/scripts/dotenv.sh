# A file of settings, read and exported.
cat >.env <<'END'
# comment
HOST=localhost
export PORT=80
NAME="Joe  B"
EMPTY=
END
set -a
. ./.env
set +a
sh -c 'echo "$HOST:$PORT $NAME [$EMPTY] ${OTHER-unset}"'
OTHER=x
sh -c 'echo "${OTHER-unset}"'
OTHER=y sh -c 'echo "${OTHER-unset}"'
export OTHER
unset HOST
sh -c 'echo "${HOST-unset} $OTHER"'
(export PORT=81; sh -c 'echo $PORT'); sh -c 'echo $PORT'
env -i A=1 sh -c 'echo "$A ${PORT-unset}"'
rm .env
