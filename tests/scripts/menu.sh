choose() {
  case $1 in
    1) echo start ;;
    2) echo stop ;;
    [3-9]) echo other ;;
    *) return 1 ;;
  esac
}
for c in 1 2 5 x; do choose $c || echo "bad choice: $c"; done
