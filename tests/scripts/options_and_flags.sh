# What set switches on and off, and $- that tells of it.
flag() { case $- in *$1*) echo "$1 is on" ;; *) echo "$1 is off" ;; esac; }
flag e; set -e; flag e; set +e; flag e
set -f -u; flag f; flag u; echo *.c; set +fu; flag f; flag u
set -o noglob; flag f; set +o noglob; flag f
(set -e; flag e); flag e
set -C; echo x >clobber; (echo y >clobber) 2>/dev/null || echo refused; echo z >|clobber; cat clobber; set +C
rm clobber
set -x 2>/dev/null; { set +x; } 2>/dev/null
set -- -a b; flag a; echo "$1 $2"
{ set -x; : traced; set +x; } 2>trace; grep -c traced trace; rm trace
