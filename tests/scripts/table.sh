printf '%-10s|%5s|\n' name value
printf '%-10s|%5d|\n' one 1 two 22
printf '%03d %x %o %s%%\n' 7 255 8 50
printf '%s\n' a b c
printf '\ttab\\n\n'
