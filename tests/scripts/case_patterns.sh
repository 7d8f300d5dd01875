for x in a A 7 foo.c bar.h '' '*' 'a b' -x; do
  case $x in
    [a-z]) echo "$x: small letter" ;;
    [[:upper:]]) echo "$x: capital" ;;
    [0-9]) echo "$x: digit" ;;
    *.c | *.h) echo "$x: source" ;;
    '') echo "empty" ;;
    \*) echo "a star" ;;
    -*) echo "an option" ;;
    *\ *) echo "has a blank" ;;
    *) echo "$x: something" ;;
  esac
done
