# The status of a condition can be asked for in what follows it.
if (exit 3); then :; else echo $?; fi
if (exit 3); then :; else case $? in 3) echo three;; esac; fi
f() { if "$@"; then :; else case $? in 3) echo three;; *) echo other $?;; esac; fi; }
r() { return 3; }
f r
(exit 4); case $? in 4) echo four;; esac
r; case $? in 3) echo $?;; esac
(exit 3); case a in a) echo $?;; esac
if (exit 4); then :; elif echo $?; then :; fi
while (exit 5); do :; done; echo $?
until echo $?; do :; done
(exit 6); for x in $?; do echo $x $?; done
(exit 6); { echo $?; }
