unset name
empty=
echo "${name-unset} ${name:-unset or empty} ${empty-unset} ${empty:-unset or empty}"
echo "${name+set}|${empty+set}|${empty:+not empty}|"
: "${name:=assigned}"
echo "$name"
(echo "${missing?no such thing}") 2>/dev/null
echo $?
