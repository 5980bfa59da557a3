# Shared by the scripts. To be sourced with the repository's root as the
# current directory.
# shellcheck shell=bash

jobs_max() { nproc 2>/dev/null || echo 2; }

say() { printf '== %s\n' "$*" >&2; }

die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# configure PRESET: runs CMake only if the build folder is missing or older
# than the presets. Ninja itself notices changed CMake files.
configure() {
  local preset=$1 dir=build/$1
  if [[ ! -f $dir/build.ninja || CMakePresets.json -nt $dir/build.ninja ]]; then
    mkdir -p build
    cmake --preset "$preset" >"build/configure-$preset.log" 2>&1 || {
      cat "build/configure-$preset.log" >&2
      die "cmake --preset $preset failed"
    }
  fi
}

# build PRESET [TARGET...]
build() {
  local preset=$1
  shift
  configure "$preset"
  cmake --build "build/$preset" --parallel "$(jobs_max)" ${1:+--target "$@"} >&2
}

# Prints what `git ls-files` knows under the given patterns and still exists.
tracked() {
  local file
  git ls-files -z -- "$@" | while IFS= read -r -d '' file; do
    if [[ -f $file ]]; then printf '%s\n' "$file"; fi
  done
}
