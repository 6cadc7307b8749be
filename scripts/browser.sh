#!/bin/sh
# Browser tests need Chromium from the operating system. Install it where we may, else say so in one line.
set -u
for name in "${TENURE_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && exit 0
done
[ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "  setup: installing Chromium for the browser tests" >&2
    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium) >/dev/null 2>&1 && exit 0
fi
echo "Browser tests are left out: install Chromium (Debian, Ubuntu: sudo apt install chromium; macOS: Google Chrome) or set TENURE_CHROMIUM." >&2
exit 0
