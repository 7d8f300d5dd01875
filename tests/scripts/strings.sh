s="hello world"
echo ${#s} "${s#hello }" "${s%world}." "${s##*o}" "${s%%o*}"
case $s in *wor*) echo "has wor" ;; esac
case $s in h*d) echo "from h to d" ;; esac
