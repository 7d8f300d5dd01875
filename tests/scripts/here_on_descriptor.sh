# Two here-documents for one command, on descriptors of their own.
compare() {
  while IFS= read -r a <&3 && IFS= read -r b <&4; do
    if [ "$a" = "$b" ]; then echo "  $a"; else echo "- $a"; echo "+ $b"; fi
  done
}
compare 3<<OLD 4<<NEW
same
old line
last
OLD
same
new line
last
NEW
{ cat <&5; echo "then $(cat)"; } 5<<FIRST <<SECOND
first
FIRST
second
SECOND
