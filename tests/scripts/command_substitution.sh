echo "$(echo a; echo b)"
echo $(echo a; echo b)
x=$(printf 'a\n\n\n'); echo "[$x]"
echo "nested: $(echo "inner: $(echo "deep")")"
echo $(echo '*' | tr '*' x)
