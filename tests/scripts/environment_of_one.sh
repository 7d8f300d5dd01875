# What is assigned before a command is its own, whatever the command is.
show() { env | grep '^once=' || echo "nothing in the environment"; }
once=1 true; show
once=2 sh -c :; show
once=3 show; show
once=4 nosuchcommand 2>/dev/null; show
once=5 ./nosuchfile 2>/dev/null; show
hide() { local once; true; }
once=6 hide; show
once=7 command true; show
(once=8 exec sh -c 'echo "$once"'); show
once=9 eval 'show'; show
echo "[$once]"
export once; show
