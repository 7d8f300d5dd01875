# What getopts does, as a function.
next_option() {
  case ${1-} in
    -- ) used=1; return 1 ;;
    -?*) ;;
    *) used=0; return 1 ;;
  esac
  option=${1#-} option=${option%"${option#?}"} argument= used=1
  case $spec in
    *$option:*)
      argument=${1#-?}
      if [ -z "$argument" ]; then
        [ $# -ge 2 ] || { option='?' argument=${1#-}; return 0; }
        argument=$2 used=2
      fi
      ;;
    *$option*) ;;
    *) argument=$option option='?' ;;
  esac
}
run() {
  spec=vo:n:
  while next_option "$@"; do
    case $option in
      v) echo verbose ;;
      o | n) echo "$option is $argument" ;;
      *) echo "cannot understand $argument" ;;
    esac
    shift $used
  done
  shift $used
  echo "rest: $# $*"
}
run -v -o file -n3 a -v
run -o x -- -v
run -x y
run -n
run
