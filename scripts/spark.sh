#!/bin/sh
# Pricing on Spark needs Java and pyspark. Install what is missing; else say so in one line.
# Usage: scripts/spark.sh      (idempotent; after scripts/bootstrap.sh)
set -eu
cd "$(dirname "$0")/.."
stamp=.venv/.installed-spark

say() { printf '  setup: %s\n' "$*" >&2; }

java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java

has_java() {
    # Java 17 and newer says its version as 17.0.1; 8 said 1.8.0.
    version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
    [ "${version:-0}" -ge 17 ]
}

if ! has_java && [ -z "${JAVA_HOME:-}" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "installing Java"
    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless) >/dev/null 2>&1 || true
fi
has_java || {
    echo "Spark needs Java 17 or newer: install it (Debian, Ubuntu: sudo apt install openjdk-17-jre-headless) or set JAVA_HOME." >&2
    exit 2
}

if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$(cksum < requirements/spark.txt)" ]; then
    say "installing pyspark (400 MB)"
    # It comes as source, so what builds it is held to its hash as well.
    VIRTUAL_ENV="$PWD/.venv" .venv/bin/uv pip install -q --require-hashes \
        --build-constraints requirements/spark.txt -r requirements/spark.txt
    cksum < requirements/spark.txt > "$stamp"
fi
