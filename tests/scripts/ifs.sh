x=a:b::c
IFS=:
set -- $x; echo $# "$3" "$4"
IFS=' :'
y=' a : b  c:'
set -- $y; echo $#; for w; do printf '<%s>' "$w"; done; echo
IFS=
set -- $y; echo $#
unset IFS
set -- $y; echo $#
