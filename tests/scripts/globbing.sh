mkdir g && cd g
: >a.txt; : >b.txt; : >c.md; : >.hidden
mkdir d; : >d/x.txt
echo *
echo *.txt
echo ?.*
echo [!a]*.txt
echo */*.txt
echo nothing*
echo "*.txt"
echo .h*
cd .. && rm -r g
