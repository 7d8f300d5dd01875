printf 'a b\nno newline' | {
  while read -r x y || [ -n "$x" ]; do
    printf '%s|%s\n' "$x" "$y"
  done
}
