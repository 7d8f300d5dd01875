set -- "" a ""
echo $#
set -- $nothing a $nothing
echo $#
set -- "$nothing" '' $nothing''
echo $#
