path=/bin:/usr/bin::/sbin:
IFS=:
for dir in $path; do printf '<%s>' "$dir"; done
echo
set -- $path
echo $#
