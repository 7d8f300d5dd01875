for answer in y Y yes n No maybe; do
  case $answer in
    [Yy] | [Yy][Ee][Ss]) echo "$answer: yes" ;;
    [Nn]*) echo "$answer: no" ;;
    *) echo "$answer: what?" ;;
  esac
done
