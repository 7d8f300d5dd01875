set -- "a b" c ""
for x in "$@"; do printf '<%s>' "$x"; done; echo
for x in "$*"; do printf '<%s>' "$x"; done; echo
for x in $@; do printf '<%s>' "$x"; done; echo
for x in pre"$@"post; do printf '<%s>' "$x"; done; echo
IFS=,
echo "$*"
set --
for x in "$@"; do printf '<%s>' "$x"; done; echo none
