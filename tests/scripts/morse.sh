# A table in a case, and back through a table in a here-document.
table='a .-
b -...
c -.-.
e .
i ..
o ---
r .-.
s ...
t -
x -..-'
encode() {
  s=$1
  while [ -n "$s" ]; do
    c=${s%"${s#?}"} s=${s#?}
    if [ "$c" = ' ' ]; then printf '/ '; continue; fi
    code=$(printf '%s\n' "$table" | while read -r letter code; do [ $letter = "$c" ] && echo "$code"; done)
    printf '%s ' "${code:-?}"
  done
  echo
}
decode() {
  for code in $1; do
    [ "$code" = / ] && { printf ' '; continue; }
    while read -r letter known; do
      [ "$known" = "$code" ] && { printf %s $letter; continue 2; }
    done <<END
$table
END
    printf '?'
  done
  echo
}
set -f
encode 'sos corix'
decode "$(encode 'sos corix')"
decode '... .-.-.- ...'
encode 'sz'
