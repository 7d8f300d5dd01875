# A script that shows what it would do.
run() {
  if [ -n "$dry" ]; then
    printf '+'
    for word; do
      case $word in *[!A-Za-z0-9_./=-]* | '') printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac
    done
    echo
  else
    "$@"
  fi
}
deploy() {
  run mkdir -p "$1/releases"
  run touch "$1/releases/my file"
  run sh -c 'echo "deployed to $1" >"$1/log"' sh "$1"
  [ -d "$1/releases" ] && echo 'it is there'
  return 0
}
dry=yes
deploy target
[ -e target ] || echo 'nothing was done'
dry=
deploy target
cat target/log
ls target/releases
rm -r target
