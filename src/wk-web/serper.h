/*
 * Searches by Serper (google.serper.dev), or a server of its protocol: bodies
 * of requests, and hits made of the replies.  Nothing here touches the
 * network.
 */
#ifndef WK_SERPER_H
#define WK_SERPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "call/http.h"
#include "call/verdict.h"
#include "site.h"

#define SERPER_QUERY_MAX 2048	/* code points of a query, at most */
#define SERPER_RESULTS_MAX 100	/* results that are asked for, at most */

enum serper_lang { SERPER_AUTO, SERPER_ZH, SERPER_EN };

/* How to search. */
struct serper_search {
	enum serper_lang lang;
	size_t results;
	char recent;	/* pages of the last 'd', 'w', 'm', 'y'; 0: all */
};

/*
 * Appends the body for a question, valid UTF-8: {"q","gl","hl","num","tbs"?}.
 * The question is made one line without blanks at its ends; one longer than
 * SERPER_QUERY_MAX is cut, if possible at a blank, and counted in *cut.  With
 * SERPER_AUTO it is Chinese if it has Han characters, at least one for four
 * Latin letters, and no kana.  0, or -1 if the question is blank.
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

/*
 * Appends s, valid UTF-8, as one line: HTML entities are decoded (once), runs
 * of blanks and controls become one space, which goes at the ends, characters
 * that do not show are left out.  At most `most` code points.
 */
void serper_clean(struct buf *b, struct span s, size_t most);

/* All zero to begin with; the buffers are used again for the next reply. */
struct serper_reply {
	struct buf hits;	/* a JSON array of {text,source,score,url} */
	size_t n;		/* how many */
	size_t refused;		/* results from sites that are refused */
	struct buf pieces;	/* private */
};

/*
 * Makes hits of a body that serper_judge found to be VERDICT_ANSWER: of the
 * answer box, the knowledge graph and the organic results, in that order;
 * those from sites of `prefer` first, those from `refuse` left out, and each
 * page and each text once.  A result without a link takes that of its first
 * sitelink, a box or graph without one the URL of the search.  Texts are
 * cleaned of entities and controls.  The score falls with the place:
 * 10 / (10 + number).  0, or -1 if the body is not a JSON object.
 */
int serper_read(struct serper_reply *r, struct span body,
    const struct sites *prefer, const struct sites *refuse);

void serper_free(struct serper_reply *r);

#endif
