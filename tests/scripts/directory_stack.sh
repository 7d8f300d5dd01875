# pushd and popd, as functions over a string.
start=$PWD
mkdir -p x/y z
stack=
pushd() { stack="$PWD:$stack"; cd "$1" || { stack=${stack#*:}; return 1; }; }
popd() {
  [ -n "$stack" ] || { echo 'the stack is empty'; return 1; }
  cd "${stack%%:*}"
  stack=${stack#*:}
}
here() { echo ".${PWD#"$start"}"; }
pushd x && here
pushd y && here
pushd nosuch 2>/dev/null || here
pushd ../../z && here
while popd; do here; done
(cd x/y && here)
here
(cd x && cd y && pwd >../../where; exit 3); echo $?
[ "$(cat where)" = "$start/x/y" ] && echo right
rm -r x z where
