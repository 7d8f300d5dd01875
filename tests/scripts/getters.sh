obj_set() { eval "obj_$1_$2=\$3"; }
obj_get() { eval "printf '%s\n' \"\$obj_$1_$2\""; }
obj_set cat name "Tom O'Malley"
obj_set cat legs 4
obj_get cat name
obj_get cat legs
