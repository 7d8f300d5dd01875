# -abc is -a -b -c, and -oFILE is -o FILE.
parse() {
  a=0 b=0 o=
  for arg; do
    case $arg in
      -) rest="$rest -"; continue ;;
      -*) cluster=${arg#-} ;;
      *) rest="$rest $arg"; continue ;;
    esac
    while [ -n "$cluster" ]; do
      tail=${cluster#?}
      flag=${cluster%"$tail"}
      cluster=$tail
      case $flag in
        a) a=$((a + 1)) ;;
        b) b=$((b + 1)) ;;
        o) o=$cluster cluster= ;;
        *) echo "bad flag $flag" ;;
      esac
    done
  done
  echo "a=$a b=$b o=$o rest=$rest"
  rest=
}
parse -ab x -a
parse -baobob -
parse -xa -oout.txt y z
