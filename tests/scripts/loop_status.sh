for x in; do :; done; echo $?
while false; do :; done; echo $?
for x in a; do false; done; echo $?
while :; do false; break; done; echo $?
