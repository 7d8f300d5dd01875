# In an assignment, a tilde counts behind every colon that is not quoted.
HOME=/home/me x='a b' n=
list=~:"$x":~/bin:$n:~:x~:'~':"a:"~:a\:~
printf '%s\n' "$list"
export list=$x:~/lib; echo "$list"
path=$path:~
echo "$path" a:~ ~:a x=~ "${unset_one:-~/d}" ${unset_one:-~/d}
case ~/x in /home/me/x) echo home ;; esac
unset HOME
y=~nosuchuser:~nosuchuser/x
echo "$y"
