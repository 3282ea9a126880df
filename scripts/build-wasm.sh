#!/usr/bin/env bash
# Builds native/wasm/sagelocal.wasm and, beside it, sagelocal.wasm.json with its hash and that of its sources.
#
#   scripts/build-wasm.sh [DIRECTORY]    writes there instead
#
# Needs cargo with rust-lld (rustup has both) and, as a compiler whose standard library can be built from source, Debian's
#   apt-get install --no-install-recommends rustc-web rust-web-src
# WASM_RUSTC names another compiler that has its sources installed. Paths are mapped away: any machine makes the same bytes
# with the same compiler.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(realpath -m "${1:-native/wasm}")
export RUSTC="${WASM_RUSTC:-/usr/bin/rustc}"
target="$(realpath -m "${CARGO_TARGET_DIR:-native/target}")/wasm-build"

say() { echo "sagelocal: $*" >&2; }
command -v cargo >/dev/null || { say 'cargo is not on the PATH'; exit 3; }
[ -x "$RUSTC" ] || { say "there is no compiler at $RUSTC: apt-get install --no-install-recommends rustc-web rust-web-src"; exit 3; }
sources="$("$RUSTC" --print sysroot)/lib/rustlib/src/rust"
[ -d "$sources/library" ] || { say 'the standard library has no sources: apt-get install rust-web-src'; exit 3; }
linker=$(find "$(env -u RUSTC rustc --print sysroot)/lib/rustlib" -name rust-lld -path '*/bin/rust-lld' | head -1)
[ -n "$linker" ] || { say 'the toolchain of cargo has no rust-lld'; exit 3; }

flags=(
  '-Ctarget-feature=+simd128,+bulk-memory'
  "-Clinker=$linker"
  '-Clink-arg=-zstack-size=262144'
  "--remap-path-prefix=$PWD/native=/sagelocal"
  "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
  "--remap-path-prefix=$(realpath "$sources")=/rust"
  "--remap-path-prefix=$sources=/rust"
)
say "building the WebAssembly core with $("$RUSTC" --version)"
# build-std is a nightly option of cargo; the bootstrap variable allows it to a stable one.
(
  cd native
  RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$target" CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; echo "${flags[*]}") \
    cargo build --release --locked --package sagelocal-wasm --target wasm32-unknown-unknown -Zbuild-std=std,panic_abort
)
mkdir -p "$out"
install -m 644 "$target/wasm32-unknown-unknown/release/sagelocal_wasm.wasm" "$out/sagelocal.wasm"
node scripts/wasm-sources.mjs --write "$out"
