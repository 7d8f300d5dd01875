# Fields between tabs, some of them empty, some with blanks.
tab=$(printf '\t')
printf 'name\tcity\tnote\nAnn Lee\tNew York\tlikes  blanks\nBob\t\tno city\n' >people.tsv
{
  IFS=$tab read -r h1 h2 h3
  echo "columns: $h1, $h2 and $h3"
  while IFS= read -r line; do
    name=${line%%"$tab"*} rest=${line#*"$tab"}
    city=${rest%%"$tab"*} note=${rest#*"$tab"}
    printf '%-8s|%-8s|%s\n' "$name" "${city:-(none)}" "$note"
  done
} <people.tsv
cut -f 2 people.tsv | grep -c .
rm people.tsv
