# test, and what it says of files.
mkdir kinds && cd kinds
: >empty; echo x >full; mkdir dir; ln -s full link; ln -s nowhere dangling
chmod 500 dir; chmod 640 full; echo '#!/bin/sh' >run; chmod +x run
for f in empty full dir link dangling run missing; do
  out=$f:
  [ -e $f ] && out="$out exists"
  [ -f $f ] && out="$out file"
  [ -d $f ] && out="$out directory"
  [ -L $f ] && out="$out link"
  [ -h $f ] && out="$out (-h)"
  [ -s $f ] && [ ! -d $f ] && out="$out filled"
  [ -x $f ] && out="$out executable"
  echo "$out"
done
[ full -ef link ] && echo 'the same'
[ full -ef run ] || echo 'not the same'
[ -t 0 ] || echo 'no terminal'
[ ! -e missing -a -f full ] && echo both
cd .. && chmod 700 kinds/dir && rm -r kinds
