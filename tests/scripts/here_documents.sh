cat <<A; cat <<B
in a
A
in b
B
cat <<X | tr a-z A-Z
shout
X
f() {
  cat <<Y
in a function: $1
Y
}
f arg
