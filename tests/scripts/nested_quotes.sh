# Quotes within quotes, substitutions within those.
x='a b'
echo "1 $(echo "2 $(echo "3 '$x' \"$x\"")")"
echo "${x:-"y z"} ${nothing:-"$x  and  $(echo "more  $x")"}"
echo "$(printf '<%s>' "$x" '"' "'" "\\" '\')"
eval "echo \"\$x\" '\$x' \\\$x"
eval 'eval "echo \"deep  \$x\""'
y="it's \"$x\" for \$5"
echo "$y" '$y' \"$y\"
set -- "$y" '' "${x#a }" ${x} "${nothing-"q  r"}"
for w; do printf '[%s]' "$w"; done; echo
case "$x" in "a "*) echo "${x%"${x#a}"}" ;; esac
echo "$(case $x in (a*) echo "in parentheses )" ;; esac)"
echo "a\
b" 'c\
d'
