# Traps are not inherited, and can be taken back.
trap 'echo outer' EXIT
(echo 'no trap in here')
(trap 'echo in the subshell' EXIT; true)
trap - EXIT
trap 'echo changed' EXIT
trap 'echo changed "again, $x"' EXIT
x=early
trap '' TERM
trap - TERM
x='and late'
echo end
