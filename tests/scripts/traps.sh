(trap 'echo cleaning up' EXIT; echo working)
(trap 'echo status $?' EXIT; exit 3)
echo $?
(trap 'exit 9' EXIT; exit 1); echo $?
(trap 'echo never' EXIT; trap - EXIT; echo cleared)
