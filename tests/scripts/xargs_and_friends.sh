# Words from one command become arguments of another.
seq 1 7 | xargs -n 3 echo row
printf '%s\n' b c a | sort | xargs | tr ' ' +
printf 'one two\nthree\n' | xargs -I{} echo '<{}>'
echo 'a b c' | xargs printf '[%s]'
echo
: | xargs echo 'nothing came:'
echo 3 1 2 | tr ' ' '\n' | sort -n | xargs -n 1 sh -c 'echo "got $0"'
