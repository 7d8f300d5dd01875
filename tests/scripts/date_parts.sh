d=2024-03-09
IFS=- read -r y m day <<END
$d
END
echo "$day.$m.$y" "${m#0}"
IFS=-; set -- $d; unset IFS; echo "$3/$2/$1"
