x=1; f() { echo f; }
unset x; echo "${x-gone}"
unset -f f; f 2>/dev/null || echo "no f"
