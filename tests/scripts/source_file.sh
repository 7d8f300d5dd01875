cat >lib.sh <<'END'
lib_loaded=yes
lib_func() { echo "lib: $*"; }
return 5
echo not reached
END
. ./lib.sh
echo $? $lib_loaded
lib_func a b
rm lib.sh
