# Libraries that are read only once, and need each other.
mkdir lib
cat >lib/a.sh <<'END'
include b
echo "a is read, with $b"
a() { echo "a calls $(b "$@")"; }
END
cat >lib/b.sh <<'END'
include c
b=b1
b() { echo "b got $*"; }
return 0
echo not reached
END
cat >lib/c.sh <<'END'
include a
echo 'c is read'
false
END
included=
include() {
  case " $included " in *" $1 "*) return 0 ;; esac
  included="$included $1"
  . "./lib/$1.sh"
  echo "$1: $?"
}
include a
include c
include a
a 1 '2 3'
echo "$included"
(. ./lib/nosuch.sh) 2>/dev/null || echo missing
rm -r lib
