# Words with the same letters.
sorted() { printf '%s' "$1" | sed 's/./&\
/g' | sort | tr -d '\n'; }
keys=
for word in listen silent enlist google tinsel gogole cat act; do
  key=$(sorted $word)
  case " $keys " in *" $key "*) ;; *) keys="$keys $key" ;; esac
  eval "words_$key=\"\${words_$key} $word\""
done
for key in $keys; do
  eval "set -- \$words_$key"
  [ $# -gt 1 ] && echo "$# words: $*"
done
