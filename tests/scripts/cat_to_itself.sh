# A file that is its own end would grow for ever.
echo a >self
cat self >>self || echo "status $?"
cat <self >>self || echo "status $?"
{ echo b; cat self; } >self || echo "status $?"
cat self
: >self
cat self >>self && echo empty
rm self
