/*
 * Searches by Serper (google.serper.dev), or a server that speaks as it does:
 * what a request's body looks like, and what a reply's says.  Nothing here
 * touches the network.
 */
#ifndef WK_SERPER_H
#define WK_SERPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "call/http.h"
#include "call/verdict.h"

/* A query has at most so many code points. */
#define SERPER_QUERY_MAX 2048

/* At most so many results are asked for, and domains named. */
#define SERPER_RESULTS_MAX 100
#define SERPER_DOMAINS_MAX 256

enum serper_lang { SERPER_AUTO, SERPER_ZH, SERPER_EN };

/* How to search. */
struct serper_search {
	enum serper_lang lang;
	unsigned results;
	char recent;	/* of the last d, w, m or y; 0: of any time */
};

/*
 * Appends the body for a question, valid UTF-8: {"q","gl","hl","num","tbs"?}.
 * The question is made one line without blanks at its ends; one longer than
 * SERPER_QUERY_MAX is cut, if possible at a blank, and counted in *cut.  With
 * SERPER_AUTO it is Chinese if it has Han characters, at least one for four
 * Latin letters, and no kana.  0, or -1 if there is nothing in the question.
 */
int serper_body(struct buf *b, const struct serper_search *how,
    struct span question, size_t *cut);

/*
 * Judges the body of a 2xx reply, and brings it into the form that is kept
 * (journal.h); repairs as chat_judge.  A search that found nothing is an
 * answer.  reply as for verdict_error.
 */
void serper_judge(struct verdict *v, struct buf *body,
    const struct http_reply *reply, int64_t now);

/* Domains; all zero is none. */
struct serper_domains {
	char *name[SERPER_DOMAINS_MAX];
	size_t n;
};

/*
 * Adds a domain, or the one of an URL.  0, or -1 with errno set: EINVAL if
 * it is none, E2BIG if there are too many, ENOMEM.
 */
int serper_domain_add(struct serper_domains *d, const char *text);

/*
 * Whether the host of an URL is one of the domains or lies in one: whole
 * labels, in any case of the ASCII letters.
 */
bool serper_domain_has(const struct serper_domains *d, struct span url);

void serper_domains_free(struct serper_domains *d);

/* All zero to begin with; the buffers are used again for the next. */
struct serper_reply {
	struct buf hits;	/* a JSON array of {text,source,score,url} */
	size_t n;		/* how many */
	size_t refused;		/* that came from domains not wanted */
	bool failed;		/* no memory */
	struct buf pieces;	/* private */
};

/*
 * Makes hits of a body that serper_judge found to be VERDICT_ANSWER: of the
 * answer box, the knowledge graph and the organic results, in that order;
 * those from domains of `prefer` first, none from `refuse`, none twice (the
 * same URL or text).  A result without a link has that of its first sitelink,
 * a box or graph without one the URL of the search.  Texts are cleaned of
 * entities and controls.  The score falls with the place: 10 / (10 + number).
 * 0, or -1 if the body is no such thing.
 */
int serper_read(struct serper_reply *r, struct span body,
    const struct serper_domains *prefer, const struct serper_domains *refuse);

void serper_free(struct serper_reply *r);

#endif
