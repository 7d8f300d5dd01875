# What shell/start and tests/run share: installing, configuring and building. To be sourced in the root of the tree.

BASIC_PACKAGES=(g++ cmake ninja-build libabsl-dev libre2-dev libutf8proc-dev libgtest-dev libbenchmark-dev python3)
# Programs of the host that scenes of job control use.
TEST_PACKAGES=(less vim-tiny)
# What the comparison of echo servers needs for all of its peers.
ECHO_PACKAGES=(libasio-dev libuv1-dev strace)
CHECK_PACKAGES=(git dash clang-19 clang-tidy-19 clang-format-19 libclang-rt-19-dev)

step() { printf '\n== %s\n' "$*"; }

# Installs those of the packages that are missing.
install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if ! command -v apt-get >/dev/null; then
    echo "These Debian packages are missing, and there is no apt-get to install them: ${missing[*]}" >&2
    exit 1
  fi
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "These Debian packages are missing: ${missing[*]}. Install them as root, or install sudo." >&2
      exit 1
    fi
    as_root=(sudo)
  fi
  step "installing ${missing[*]}"
  # An old list of packages is often good enough, and a new one takes time.
  local install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends)
  if ! "${install[@]}" "${missing[@]}" </dev/null; then
    if ! { "${as_root[@]}" apt-get update --quiet=2 && "${install[@]}" "${missing[@]}"; } </dev/null; then
      echo "The packages could not be installed: ${missing[*]}" >&2
      exit 1
    fi
  fi
}

# Configures a preset if that was not done yet.
need_preset() {
  if [ ! -f "build/$1/build.ninja" ]; then
    mkdir -p build
    if ! cmake --preset "$1" >"build/configure-$1.log" 2>&1; then
      cat "build/configure-$1.log" >&2
      echo "The build could not be configured." >&2
      exit 1
    fi
  fi
}

# Builds a preset, or only some targets of it, with progress.
build_preset() {
  local preset=$1
  shift
  local targets=()
  [ $# -gt 0 ] && targets=(--target "$@")
  need_preset "$preset"
  if ! cmake --build "build/$preset" "${targets[@]}"; then
    echo "The build failed." >&2
    exit 1
  fi
}
