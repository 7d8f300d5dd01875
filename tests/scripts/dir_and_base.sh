# dirname and basename as functions, beside the real ones.
base() {
  local p=$1
  while [ "${p%/}" != "$p" ] && [ "$p" != / ]; do p=${p%/}; done
  [ "$p" = / ] || p=${p##*/}
  [ -n "$2" ] && [ "$p" != "$2" ] && p=${p%"$2"}
  echo "$p"
}
for p in /usr/lib/libc.so.6 file.txt dir/ / a/b/ .txt; do
  mine=$(base "$p" .txt) real=$(basename "$p" .txt)
  [ "$mine" = "$real" ] && echo "$p: $mine" || echo "$p: $mine is not $real"
done
for p in /usr/lib a/b/c file /; do echo "$(dirname "$p")"; done
