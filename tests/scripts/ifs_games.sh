# IFS set, saved, given back; for one command only.
show() { echo "$#:$(printf '<%s>' "$@")"; }
saved=$IFS
data='a:b c:d,e'
IFS=:; show $data
IFS=,; show $data
IFS=': ,'; show $data
IFS=; show $data
IFS=$saved; show $data
set -- x 'y z' w
IFS=-; echo "$*" $*; all="$*"; IFS=$saved
echo "$all"
IFS=: read -r one two <<END
1:2:3
END
echo "$one|$two"
show $data
f() { local IFS=:; show $1; }
f p:q; show p:q
IFS=' 	
'
show ' a ' b
IFS=12; show a1b2c $((3112)); IFS=$saved
unset IFS; show ' a  b ' $data
