{ false; true; }; echo $?
{ true; false; }; echo $?
if { echo in; false; }; then echo y; else echo n; fi
