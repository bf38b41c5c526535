#!/bin/sh
# Installs the Debian packages that are missing, says which, and asks for sudo only if it must.
# usage: install-packages.sh build|check|audit
set -eu
want=${1:-build}
list=$(dirname "$0")/packages.debian

packages=$(awk -v want="$want" '/^# (build|check|audit)$/ { part = $2; next } /^#/ { next } part == "build" || part == want' "$list")

if ! command -v dpkg-query >/dev/null 2>&1; then
	printf 'This is not a Debian system. Stoa needs the equivalents of:\n' >&2
	printf '  %s\n' $packages >&2
	printf 'When they are there, make goes on without this step: make STOA_NO_INSTALL=1 ...\n' >&2
	exit 1
fi

missing=
for p in $packages; do
	case $p in
	# Node from another source than Debian serves as well.
	nodejs) command -v node >/dev/null 2>&1 && continue ;;
	npm) command -v npm >/dev/null 2>&1 && continue ;;
	nginx-light) command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] && continue ;;
	esac
	dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
done
[ -n "$missing" ] || exit 0

sudo=
if [ "$(id -u)" -ne 0 ]; then
	sudo=sudo
	command -v sudo >/dev/null 2>&1 || {
		printf 'Missing packages; as root, run:\n  apt-get install%s\n' "$missing" >&2
		exit 1
	}
fi

printf 'installing:%s\n' "$missing"
# A server package must not start its own service here: `stoa serve` starts what it needs.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
	printf '#!/bin/sh\nexit 101\n' | $sudo tee $policy >/dev/null
	$sudo chmod +x $policy
	trap '$sudo rm -f $policy' EXIT
fi
$sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
