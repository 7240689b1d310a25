#!/bin/sh
# Java for Spark, by apt where it is missing.
set -eu
[ -n "${JAVA_HOME:-}" ] || command -v java >/dev/null 2>&1 && exit 0
root=""
[ "$(id -u)" = 0 ] || root="sudo -n"
if [ -f /etc/debian_version ] && $root true 2>/dev/null; then
    $root apt-get update -q >/dev/null
    DEBIAN_FRONTEND=noninteractive $root apt-get install -y -q --no-install-recommends default-jre-headless >/dev/null
else
    echo "test-spark: Java is missing; on Debian or Ubuntu: sudo apt install default-jre-headless; elsewhere Java 17 or newer" >&2
    exit 2
fi
