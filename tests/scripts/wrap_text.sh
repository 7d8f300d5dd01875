# Words into lines of at most twenty characters.
text='The shell reads its input from a file, from the -c option or from
standard input; it breaks   the input into tokens:
words and operators.'
line=
for word in $text; do
  if [ -z "$line" ]; then
    line=$word
  elif [ $((${#line} + 1 + ${#word})) -le 20 ]; then
    line="$line $word"
  else
    echo "$line"
    line=$word
  fi
done
echo "${line:-nothing}"
