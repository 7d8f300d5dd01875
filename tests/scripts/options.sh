# The usual loop over options.
parse() {
  verbose=0 out=- 
  while [ $# -gt 0 ]; do
    case $1 in
      -v | --verbose) verbose=$((verbose + 1)) ;;
      -o) out=$2; shift ;;
      --out=*) out=${1#--out=} ;;
      --) shift; break ;;
      -*) echo "unknown option: $1" >&2; return 2 ;;
      *) break ;;
    esac
    shift
  done
  echo "verbose=$verbose out=$out rest=$*"
}
parse -v -v -o file a b
parse --out=x -- -v
parse
parse -q || echo "status $?"
