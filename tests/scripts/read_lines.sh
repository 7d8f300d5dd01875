while IFS= read -r line; do
  printf '[%s]\n' "$line"
done <<'END'
  leading
trailing  
back\slash
	tab

last
END
