file=/usr/share/doc/readme.txt.gz
echo "${file##*/}" "${file%/*}" "${file#/}" "${file%.*}" "${file%%.*}"
base=${file##*/}
echo "${base%%.*} ${base#*.} ${base##*.}"
