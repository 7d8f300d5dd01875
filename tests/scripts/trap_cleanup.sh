# A directory that is gone in the end, whatever happens.
work() {
  (
    dir=work.tmp
    mkdir $dir
    trap 'rm -rf $dir; echo "cleaned after $1"' EXIT
    cd $dir
    echo data >file
    cd ..
    case $1 in
      fail) exit 9 ;;
      unset) set -u; : $nothing ;;
      error) set -e; cat $dir/nosuch ;;
    esac
    echo "worked with $(cat $dir/file)"
  ) 2>/dev/null
  status=$?
  [ $status -ne 0 ] && status=failed
  echo "$1: $status, $([ -e work.tmp ] && echo there || echo gone)"
}
work well
work fail
work unset
work error
