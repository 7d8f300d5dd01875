set -f; echo *; set +f
set -- -x; echo "$1"
set a b; echo $# $2
