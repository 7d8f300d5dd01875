# A menu that is driven by what it reads.
count=0
menu() {
  while printf '[a]dd [r]emove [s]how [q]uit: ' && read -r choice argument; do
    echo "$choice"
    case $choice in
      a | add) count=$((count + ${argument:-1})) ;;
      r | remove)
        if [ $count -eq 0 ]; then echo '  nothing there'; continue; fi
        count=$((count - 1))
        ;;
      s | show) echo "  $count" ;;
      q | quit) return 0 ;;
      '') echo '  say something' ;;
      *) printf '  what is "%s"?\n' "$choice" ;;
    esac
  done
  echo 'end of input'
  return 1
}
menu <<'END'
r
add 3
a

dance wildly
show
q
not read
END
echo "status $?, $count"
echo show | menu || echo "status $?"
