# Files by pattern, in all directories below.
mkdir -p a/b/c a/d
for f in a/x.txt a/b/y.txt a/b/c/z.log a/d/w.txt 'a/d/two words.txt'; do echo "$f" >"$f"; done
find_files() {
  local dir=$1 pattern=$2 f
  for f in "$dir"/*; do
    if [ -d "$f" ]; then
      find_files "$f" "$pattern"
    else
      case ${f##*/} in $pattern) echo "$f" ;; esac
    fi
  done
}
find_files a '*.txt'
echo --
find_files a '[x-z].*' | sort -r
find_files a '*.txt' | while IFS= read -r f; do wc -c <"$f"; done | sort -n | tail -n 1 | tr -d ' '
[ -z "$(find_files a '*.none')" ] && echo nothing
rm -r a
