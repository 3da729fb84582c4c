/* Finds the certificates to trust, as curl(1) and OpenSSL find them. */
#include "trust.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

/* A variable of the environment, NULL if it is empty. */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value == NULL || *value == '\0' ? NULL : value;
}

/* Whether a file, named by `by`, holds a certificate.  False: why says so. */
static bool
holds_certificate(const char *by, const char *path, struct buf *why)
{
	static const char begin[] = "-----BEGIN ", end[] = "CERTIFICATE-----";
	struct buf b = { 0 };

	if (access(path, R_OK) == -1 || file_read(path, &b) == -1)
		buf_printf(why, "%s: %s: %s", by, path, strerror(errno));
	else if (memmem(b.data, b.len, begin, strlen(begin)) == NULL ||
	    memmem(b.data, b.len, end, strlen(end)) == NULL)
		buf_printf(why, "%s: %s: no certificate (PEM) in it", by,
		    path);
	buf_free(&b);
	return why->len == 0;
}

bool
trust_find(struct trust *t, const char *file, bool tls, struct buf *why)
{
	static const char *const names[] = { "CURL_CA_BUNDLE",
		"SSL_CERT_FILE" };
	const char *by = "--ca-file";
	size_t i;

	*t = (struct trust){ .file = file };
	for (i = 0; i < LEN(names) && t->file == NULL; i++)
		t->file = variable(by = names[i]);
	if (t->file == NULL || strcmp(by, names[1]) == 0)
		t->path = variable("SSL_CERT_DIR");
	/* A variable may be stale, which is no matter without TLS. */
	if (t->file == NULL || (file == NULL && !tls))
		return true;
	return holds_certificate(by, t->file, why);
}
