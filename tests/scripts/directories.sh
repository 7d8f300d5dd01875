here=$(pwd)
mkdir -p a/b/c
cd a/b/c
cd ../..
[ "$(pwd)" = "$here/a" ] && echo in a
cd - >/dev/null
[ "$PWD" = "$here/a/b/c" ] && echo back
cd "$here"
rm -r a
