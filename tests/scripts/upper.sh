upper() { printf '%s\n' "$1" | tr '[:lower:]' '[:upper:]'; }
upper hello
for w in red green; do upper $w; done
