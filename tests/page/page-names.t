#!/bin/sh
# wk-page and names: what a resolver says, and what a certificate says.
# shellcheck disable=SC2154 # variables of stub.sh and page.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/page/page.sh
. "$ROOT/tests/page/page.sh"
need wk-page jq

# A resolver whose answers are ours: names of .test have the addresses that
# stand behind them in the file $NAMES; each question is noted in cache/asked.
# Where the file $LEAP is, it is 61 s later: libcurl forgets what a name was.
# $PORT: who connects to whatever address comes to this port of 127.0.0.1.
cat >resolver.c <<'END'
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static time_t
later(void)
{
	const char *leap = getenv("LEAP");

	return leap != NULL && access(leap, F_OK) == 0 ? 61 : 0;
}

int
clock_gettime(clockid_t clock, struct timespec *t)
{
	static int (*real)(clockid_t, struct timespec *);
	int status;

	if (real == NULL)
		real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT,
		    "clock_gettime");
	status = real(clock, t);
	t->tv_sec += later();
	return status;
}

time_t
time(time_t *t)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (t != NULL)
		*t = now.tv_sec;
	return now.tv_sec;
}

int
connect(int fd, const struct sockaddr *a, socklen_t n)
{
	int (*real)(int, const struct sockaddr *, socklen_t) =
	    (int (*)(int, const struct sockaddr *, socklen_t))dlsym(RTLD_NEXT,
	    "connect");
	const char *port = getenv("PORT");
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	if (port != NULL && a->sa_family == AF_INET) {
		v4.sin_port = htons(atoi(port));
		v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		return real(fd, (struct sockaddr *)&v4, sizeof(v4));
	}
	if (port != NULL && a->sa_family == AF_INET6) {
		v6.sin6_port = htons(atoi(port));
		inet_pton(AF_INET6, "::ffff:127.0.0.1", &v6.sin6_addr);
		return real(fd, (struct sockaddr *)&v6, sizeof(v6));
	}
	return real(fd, a, n);
}

typedef int lookup(const char *, const char *, const struct addrinfo *,
    struct addrinfo **);

int
getaddrinfo(const char *host, const char *service,
    const struct addrinfo *hints, struct addrinfo **result)
{
	lookup *real = (lookup *)dlsym(RTLD_NEXT, "getaddrinfo");
	const char *dot = host == NULL ? NULL : strrchr(host, '.');
	char line[1000], *word, *rest;
	struct addrinfo **last = result;
	FILE *f;

	if (dot == NULL || strcmp(dot, ".test") != 0)
		return real(host, service, hints, result);
	*result = NULL;
	/* Nothing but the cache can be written. */
	if ((f = fopen("cache/asked", "a")) != NULL) {
		fprintf(f, "%s\n", host);
		fclose(f);
	}
	if ((f = fopen(getenv("NAMES"), "r")) == NULL)
		return EAI_FAIL;
	while (fgets(line, sizeof(line), f) != NULL) {
		word = strtok_r(line, " \n", &rest);
		if (word == NULL || strcmp(word, host) != 0)
			continue;
		while ((word = strtok_r(NULL, " \n", &rest)) != NULL) {
			if (real(word, service, NULL, last) != 0)
				return EAI_FAIL;
			/* One kind of socket of each. */
			(*last)->ai_socktype = 1;
			(*last)->ai_protocol = 6;
			(*last)->ai_next = NULL;
			last = &(*last)->ai_next;
		}
	}
	fclose(f);
	return *result == NULL ? EAI_NONAME : 0;
}
END
if ! ${CC:-cc} -D_GNU_SOURCE -shared -fPIC -o resolver.so resolver.c -ldl \
    >cc.out 2>&1; then
	echo '1..0 # SKIP no compiler that makes the resolver'
	exit 0
fi
# The sanitizers' library comes second, behind the resolver.
case $B in
*asan*) export ASAN_OPTIONS="${ASAN_OPTIONS-}:verify_asan_link_order=0" ;;
esac

serve 'path=/robots : status=404' \
    "path=/away : redirect=http://inside.test:8080/" \
    'default : html'
cat >names <<'END'
inside.test 10.0.0.9
loop.test 127.0.0.1
six.test ::1
mapped.test ::ffff:127.0.0.1
meta.test 169.254.169.254
nat.test 64:ff9b::a00:1
all.test 10.0.0.1 192.168.0.1 fd00::1 fe80::1
both.test 10.0.0.9 127.0.0.1
END
# asks [OPTION...]: page, with our resolver.
asks() {
	rm -f cache/asked
	# shellcheck disable=SC2086
	NAMES=$SCRATCH/names LD_PRELOAD=$SCRATCH/resolver.so \
	    wk-page -c cache --lines --delay 0 --retry-delay 0.01 "$@" in \
	    >out 2>err
	status=$?
}
for name in inside loop six mapped meta nat all; do
	echo "http://$name.test:8080/"
done >in
asks
is "$(kinds | tr ' ' '\n' | sort | uniq -c | sed 's/^ *//')" \
    '7 refused_address' 'names of addresses that are not public' || cat out err
is "$(stub_hits path)" 0 'nobody was asked'
is "$(sort cache/asked | uniq | wc -l)" 7 'the resolver was'
has "$(sed -n 1p out)" 'the address 10.0.0.9 is private' 'the message says which'
echo http://nowhere.test/ >in
asks --retries 0
is "$(kinds)" unreachable 'a name that there is not'
echo "http://both.test:$port/" >in
asks --allow 127.0.0.1
is "$(kinds)" bad_port 'a port is allowed by host alone'
asks --allow both.test
is "$(kinds)" 'ok' 'a host by name, whatever its addresses'
rm -rf cache
printf '%s\n' "http://127.0.0.1:$port/away" >in
asks --allow 127.0.0.1
is "$(kinds)" refused_address 'a redirect to a name of a private address'
has "$(cat out)" 'http://inside.test:8080/' 'the message has the URL'

# Names are looked up when they are connected to, and then judged: the answer
# cannot change in between.
rm -rf cache
echo 'turn.test 127.0.0.1' >>names
echo "http://turn.test:$port/" >in
asks --allow turn.test
is "$(kinds) $(wc -l <cache/asked)" 'ok 1' 'one look-up for a connection'


# Rebinding: a name has a public address for the first page, and another one
# when the second is fetched.  The server keeps no connection.
serve 'path=/robots : status=404 fin' \
    'path=/away : redirect=http://turn.test/2 fin' "default : body=\"x\" $html fin"
# turn ADDRESS WHEN [URL]: fetches turn.test/1, gives the name that address,
# WHEN 61 s are over or at once, and fetches URL, or turn.test/2.
turn() {
	rm -rf cache leap feed out
	: >"$stub_log"
	mkfifo feed
	echo 'turn.test 93.184.215.14' >names
	echo 'other.test 93.184.215.15' >>names
	NAMES=$SCRATCH/names LEAP=$SCRATCH/leap PORT=$port \
	    LD_PRELOAD=$SCRATCH/resolver.so wk-page -c cache --lines \
	    --delay 0 --retries 0 <feed >out 2>err &
	run=$!
	exec 3>feed
	echo http://turn.test/1 >&3
	tries=0
	until [ -s out ] || [ $tries -gt 400 ]; do
		sleep 0.02
		tries=$((tries + 1))
	done
	echo "turn.test $1" >names
	echo 'other.test 93.184.215.15' >>names
	[ "$2" = now ] || : >leap
	echo "${3:-http://turn.test/2}" >&3
	exec 3>&-
	wait $run
}
turn 127.0.0.1 now
is "$(kinds) $(grep -c turn cache/asked) $(asked)" 'ok ok 1 /robots.txt /1 /2' \
    'within 60 s the first address is called' || cat out err
turn 93.184.215.16 later
is "$(kinds) $(grep -c turn cache/asked) $(asked)" 'ok ok 2 /robots.txt /1 /2' \
    'after that the new one, if it is public' || cat out err
for address in 127.0.0.1 10.0.0.9 169.254.169.254 100.100.100.200 0.0.0.0 \
    ::1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 fd00:ec2::254 fe80::1 \
    64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 2002:7f00:1::1; do
	turn $address later
	is "$(kinds) $(grep -c turn cache/asked) $(asked)" \
	    'ok refused_address 2 /robots.txt /1' \
	    "but not if it is $address" || cat out err
done
turn '127.0.0.1 93.184.215.16' later
is "$(kinds) $(asked)" 'ok ok /robots.txt /1 /2' \
    'of two addresses the public one is called' || cat out err
turn 127.0.0.1 later http://other.test/away
is "$(kinds) $(asked)" \
    'ok refused_address /robots.txt /1 /robots.txt /away' \
    'nor by a redirect' || cat out err

# Certificates.
if ! openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem \
    -days 2 -subj /CN=localhost -addext 'subjectAltName=DNS:localhost' \
    >openssl.out 2>&1; then
	skip 4 'no openssl(1)'
	done_testing
	exit
fi
openssl s_server -accept 127.0.0.1:0 -cert cert.pem -key key.pem -www \
    >s_server.out 2>&1 &
server=$!
tries=0
until tls=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' s_server.out) &&
    [ -n "$tls" ] || [ $tries -gt 100 ]; do
	sleep 0.05
	tries=$((tries + 1))
done
printf '%s\n' "https://localhost:$tls/" >in
unset CURL_CA_BUNDLE SSL_CERT_FILE SSL_CERT_DIR
rm -rf cache
page --lines --allow localhost --retries 0
is "$(kinds) $(find cache -type f | wc -l)" 'tls 0' 'a certificate of nobody'
page --lines --allow localhost --ca-file cert.pem
is "$status $(kinds)" '0 ok' '--ca-file' || cat out err
printf '%s\n' "https://127.0.0.1:$tls/" >in
page --lines --ca-file cert.pem
is "$(kinds)" tls 'a certificate of another name'
printf '%s\n' "http://localhost:$tls/" >in
page --lines --allow localhost --retries 0
is "$status" 1 'http where https is spoken'
kill $server
done_testing
