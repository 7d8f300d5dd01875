# Indented lines become nested lists; each line says how deep it is.
depth=0
indent() { i=0; while [ $i -lt "$1" ]; do printf '  '; i=$((i + 1)); done; }
to_depth() {
  while [ $depth -lt "$1" ]; do indent $depth; echo '<ul>'; depth=$((depth + 1)); done
  while [ $depth -gt "$1" ]; do depth=$((depth - 1)); indent $depth; echo '</ul>'; done
}
while IFS= read -r line; do
  text=${line#"${line%%[!-]*}"}
  dashes=$((${#line} - ${#text}))
  to_depth $dashes
  indent $depth
  echo "<li>${text# }</li>"
done <<'END'
- fruit
-- apple
-- pear
--- green
- bread
END
to_depth 0
