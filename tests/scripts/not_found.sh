nosuchcommand 2>/dev/null; echo $?
nosuchcommand 2>/dev/null || echo "fell back"
: >plain; ./plain 2>/dev/null; echo $?
rm plain
