# A here-document in a substitution in a here-document.
list() {
  cat <<-ITEMS
	$1 apples
	$(($1 * 2)) pears
	ITEMS
}
cat <<OUTER
begin
$(cat <<INNER
inner $(echo deep) and ${nothing:-default}
INNER
)
$(list 4 | sort)
"quotes" stay, \$dollar too, $(printf '%s' 'single '\''quoted'\''')
end
OUTER
text=$(cat <<'END'
raw $text \n `x`
END
)
printf '[%s]\n' "$text"
