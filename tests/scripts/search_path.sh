# Directories added to a path, each of them once.
add() {
  case :$path: in
    *:"$1":*) ;;
    *) if [ "$2" = front ]; then path=$1${path:+:$path}; else path=${path:+$path:}$1; fi ;;
  esac
}
remove() {
  local out= dir IFS=:
  for dir in $path; do [ "$dir" = "$1" ] || out=${out:+$out:}$dir; done
  path=$out
}
path=
add /bin; add /usr/bin; add /bin; add '/opt/my tools' front
echo "$path"
remove /bin; echo "$path"
remove /nosuch; remove '/opt/my tools'; remove /usr/bin; echo "[$path]"
mkdir bin; printf '#!/bin/sh\necho "my own tool: $*"\n' >bin/owntool; chmod +x bin/owntool
owntool 2>/dev/null || echo 'not yet'
PATH=$PWD/bin:$PATH
owntool a b
command -v owntool | sed "s|$PWD|.|"
PATH=/nosuch
owntool 2>/dev/null || echo "not any more: $?"
PATH=/usr/bin:/bin
rm -r bin
