# Targets and what they need, by recursion, each once.
needs_app='main.o util.o' needs_main='main.c defs.h' needs_util='util.c defs.h'
needs() { eval "printf '%s' \"\${needs_${1%%.*}-}\""; }
built=
build() {
  local target=$1 depth=$2 need
  case " $built " in *" $target "*) echo "$depth$target is there"; return ;; esac
  case $target in *.c | *.h) echo "$depth$target is a source"; built="$built $target"; return ;; esac
  echo "$depth$target needs $(needs "$target")"
  for need in $(needs "$target"); do build "$need" "$depth  "; done
  built="$built $target"
  echo "$depth$target is made"
}
build app ''
echo "order:$built"
