# . and .. taken out of a path, as far as that goes without looking.
normal() {
  local path=$1 part out= IFS=/
  case $path in /*) root=/ ;; *) root= ;; esac
  set -f
  for part in $path; do
    case $part in
      '' | .) ;;
      ..)
        case $out in
          '' | .. | */..) [ -n "$root" ] || out=${out:+$out/}.. ;;
          */*) out=${out%/*} ;;
          *) out= ;;
        esac
        ;;
      *) out=${out:+$out/}$part ;;
    esac
  done
  set +f
  echo "$root${out:-${root:+}${root:-.}}" | { read -r x; [ "$x" = // ] && echo / || echo "$x"; }
}
for p in /a/b/../c ./x//y/. ../../z a/.. / /.. /../a ../a/../b 'a b/*/..'; do
  echo "$p -> $(normal "$p")"
done
