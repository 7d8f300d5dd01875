# Options with values, in both spellings, and a list that grows.
usage() {
  cat <<END
usage: ${prog} [--name NAME] [--define K=V]... FILE...
END
}
prog=tool
main() {
  name=none defines= files=
  while [ $# -gt 0 ]; do
    case $1 in
      --name) [ $# -ge 2 ] || { usage; return 2; }; name=$2; shift ;;
      --name=*) name=${1#*=} ;;
      --define=?*=*) defines="$defines ${1#--define=}" ;;
      --help | -h) usage; return 0 ;;
      --) shift; while [ $# -gt 0 ]; do files="$files <$1>"; shift; done; continue ;;
      -?*) echo "$prog: $1: unknown option"; return 2 ;;
      *) files="$files <$1>" ;;
    esac
    shift
  done
  echo "name=$name defines=[${defines# }] files=[${files# }]"
}
main --name Joe --define=a=1 x --define=b=2=3 'y z'
main --name='' -- --name -x
main --help
main -q; echo "status $?"
main --name; echo "status $?"
