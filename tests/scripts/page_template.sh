# A here-document as a template, with a loop in it.
title='Fruit & more'
item() { printf '  <li>%s</li>\n' "$1"; }
page() {
  cat <<HTML
<h1>$title</h1>
<ul>
$(for x in "$@"; do item "$x"; done)
</ul>
<p>$# items, ${1:-nothing} first, costs \$$((3 * $#))</p>
HTML
}
page apple 'dragon fruit' fig
page
