exec 3>log.txt
echo to the log >&3
echo also >&3
exec 3>&-
cat log.txt
exec 4<log.txt
read -r first <&4
read -r second <&4
echo "$second, $first"
exec 4<&-
rm log.txt
