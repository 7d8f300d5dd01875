for i in 1 2 3; do : >"photo$i.jpeg"; done
for f in *.jpeg; do mv "$f" "${f%.jpeg}.jpg"; done
ls photo*
rm photo*
