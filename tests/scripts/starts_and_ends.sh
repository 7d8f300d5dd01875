starts() { case $1 in "$2"*) return 0 ;; esac; return 1; }
ends() { case $1 in *"$2") ;; *) return 1 ;; esac; }
has() { [ "${1#*"$2"}" != "$1" ]; }
for f in README.md lib.so.1 '*.md' .md; do
  starts "$f" R && echo "$f starts with R"
  starts "$f" '*' && echo "$f starts with a star"
  ends "$f" .md && echo "$f ends with .md"
  has "$f" .so && echo "$f has .so"
  ends "$f" '?1' || echo "$f does not end with a question"
done
