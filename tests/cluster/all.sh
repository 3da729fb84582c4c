#!/bin/sh
# make cluster: the tests in this directory, which start Slurm, and servers of ssh,
# on loopback, and end them.  What they need is installed first, by root on a
# system with apt.
cd "$(dirname "$0")/../.." || exit 1
lacking=
for package in parallel:parallel slurmd:slurm-wlm sshd:openssh-server \
    ssh:openssh-client ssh-keygen:openssh-client ps:procps; do
	PATH=$PATH:/usr/sbin command -v "${package%:*}" >/dev/null 2>&1 ||
		lacking="$lacking ${package#*:}"
done
[ -z "$lacking" ] || {
	if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
		echo "make cluster: install$lacking" >&2
		exit 2
	fi
	# policy-rc.d has them not start anything
	export DEBIAN_FRONTEND=noninteractive
	policy=/usr/sbin/policy-rc.d
	[ -e "$policy" ] || {
		printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"
		trap 'rm -f "$policy"' EXIT
	}
	# shellcheck disable=SC2086
	apt-get update -q && apt-get install -q -y --no-install-recommends \
	    $lacking || exit 2
}
CLUSTER=yes PATH=$PATH:/usr/sbin
export CLUSTER PATH
prove tests/cluster/*.t
