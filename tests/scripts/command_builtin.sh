echo() { printf 'mine: %s\n' "$*"; }
echo hello
command echo hello
unset -f echo
echo hello
command -v cd
command -v nosuch || echo none
