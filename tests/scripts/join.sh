join() { sep=$1; shift; out=$1; [ $# -gt 0 ] && shift; for x; do out=$out$sep$x; done; echo "$out"; }
join , a b c
join ' - ' x
join : 
