# Standard output and standard error change places.
both() { echo out; echo err >&2; }
(both 3>&1 1>&2 2>&3 3>&-) 2>/dev/null
echo --
x=$( { both 3>&1 1>&2 2>&3 3>&-; } 2>/dev/null )
echo "[$x]"
{ both 2>&1 >&3 3>&- | sed 's/^/E: /'; } 3>&1 | sort
exec 4>&1
y=$(both 2>&1 >&4 4>&-)
exec 4>&-
echo "y=$y"
