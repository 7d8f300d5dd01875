(set -u; echo "${x:-default}"; echo $x; echo not reached) 2>/dev/null
echo $(($? != 0))
(set -u; set --; echo "[$*]" "$#")
