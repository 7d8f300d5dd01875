# The next version, by what has changed.
bump() {
  local version=${2#v} major minor patch
  major=${version%%.*}
  minor=${version#*.} minor=${minor%%.*}
  patch=${version##*.}
  case $1 in
    major) major=$((major + 1)) minor=0 patch=0 ;;
    minor) minor=$((minor + 1)) patch=0 ;;
    patch) patch=$((patch + 1)) ;;
    *) echo "bump: $1: not a kind of change" >&2; return 2 ;;
  esac
  echo "v$major.$minor.$patch"
}
v=v1.4.9
for change in patch minor patch major patch; do
  new=$(bump $change $v)
  echo "$v --$change--> $new"
  v=$new
done
bump huge $v 2>/dev/null || echo "status $?"
