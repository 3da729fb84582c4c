/* How each server wants to be told to let its model think, or not to. */
#ifndef WK_THINKING_OPTION_H
#define WK_THINKING_OPTION_H

#include <stdbool.h>

/* A member of the body of a request. */
struct thinking_option {
	const char *member;	/* its name */
	const char *value;	/* its JSON */
	bool known;		/* the table knows the server */
};

/*
 * What to send to the server at url, an absolute URL, so that this model
 * thinks (on) or does not.  A server that the table does not know gets what
 * vLLM, SGLang, LMDeploy and llama-server take.  Where thinking cannot be
 * turned off, the least is asked for.
 */
struct thinking_option thinking_option_find(const char *url,
    const char *model, bool on);

#endif
