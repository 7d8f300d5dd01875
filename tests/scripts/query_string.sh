# a=1&b=2 into variables, with %20 and + decoded.
decode() {
  s=$1 out=
  while [ -n "$s" ]; do
    case $s in
      %[0-9a-fA-F][0-9a-fA-F]*)
        hex=${s#%} hex=${hex%"${hex#??}"}
        out=$out$(printf "\\$(printf %03o $((0x$hex)))")
        s=${s#%??}
        ;;
      +*) out="$out " s=${s#?} ;;
      *) out=$out${s%"${s#?}"} s=${s#?} ;;
    esac
  done
  printf '%s\n' "$out"
}
IFS='&'
for pair in $(echo 'name=Joe+Bloggs&lang=C%2B%2B&sign=%26&empty=&flag'); do
  key=${pair%%=*} value=
  case $pair in *=*) value=${pair#*=} ;; esac
  echo "$key -> $(decode "$value")"
done
