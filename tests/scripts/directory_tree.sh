# Directories drawn as a tree, by recursion.
mkdir -p t/src/lib t/doc t/empty
: >t/src/main.c; : >t/src/lib/a.c; : >t/src/lib/b.c; : >'t/doc/read me'; : >t/Makefile
tree() {
  local prefix=$2 entry last=
  set -- "$1"/*
  [ -e "$1" ] || return 0
  while [ $# -gt 0 ]; do
    entry=$1
    shift
    if [ $# -eq 0 ]; then mark='`-- ' next='    '; else mark='|-- ' next='|   '; fi
    echo "$prefix$mark${entry##*/}"
    [ -d "$entry" ] && tree "$entry" "$prefix$next"
  done
  return 0
}
echo t
tree t ''
files=0 dirs=0
count() { for f in "$1"/*; do if [ -d "$f" ]; then dirs=$((dirs + 1)); count "$f"; elif [ -e "$f" ]; then files=$((files + 1)); fi; done; }
count t
echo "$dirs directories, $files files"
rm -r t
