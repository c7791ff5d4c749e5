#!/bin/sh
# Starts the command line on the Node that the project pins, whatever Node the machine has.
script=$0
while [ -L "$script" ]; do
  target=$(readlink "$script")
  case $target in
    /*) script=$target ;;
    *) script=$(dirname "$script")/$target ;;
  esac
done
cli=$(cd "$(dirname "$script")" && pwd -P)
node=$cli/../node_modules/.bin/node

if [ ! -x "$node" ]; then
  node=node
  version=$(node --version 2>/dev/null || echo none)
  case $version in
    v2[4-9].* | v[3-9][0-9].*) ;;
    *)
      echo "millrace: needs Node 24 or newer, and this is ${version}. Run \`npm ci\` in $(dirname "$cli"): it brings its own." >&2
      exit 1
      ;;
  esac
fi
exec "$node" "$cli/millrace.ts" "$@"
