/* Splits a command into words, as a shell does with simple ones. */
#include "command.h"

/* What a shell does not take for itself, when it is not quoted. */
#define SHELL	"|&;<>()$`*?[~#"

/* Takes the text within quotes; *p is behind the opening quote. */
static bool
take_quoted(struct buf *b, const char **p, char quote)
{
	const char *c = *p;

	for (; *c != quote; c++) {
		if (*c == '\0')
			return false;
		/* A shell expands within "…", too; nobody means a "$". */
		if (quote == '"' && *c == '\\' && c[1] != '\0' &&
		    strchr("\"\\$`", c[1]) != NULL)
			c++;
		buf_addc(b, *c);
	}
	*p = c + 1;
	return true;
}

/* Takes the word at *p.  False if it is refused, with the reason in why. */
static bool
take_word(struct buf *b, const char **p, struct buf *why)
{
	char c;

	while ((c = **p) != '\0' && !span_is_blank(c)) {
		(*p)++;
		if (c == '\'' || c == '"') {
			if (!take_quoted(b, p, c)) {
				buf_printf(why, "an unmatched %c", c);
				return false;
			}
		} else if (c == '\\') {
			if (**p == '\0') {
				buf_puts(why, "nothing follows the last \\");
				return false;
			}
			buf_addc(b, *(*p)++);
		} else if (strchr(SHELL, c) != NULL) {
			buf_printf(why, "no shell runs it: quote the %c, or"
			    " write sh -c '...'", c);
			return false;
		} else
			buf_addc(b, c);
	}
	buf_addc(b, '\0');
	return true;
}

size_t
command_split(struct buf *b, const char *command, struct buf *why)
{
	const char *p = command;
	size_t n = 0;

	for (;;) {
		while (span_is_blank(*p))
			p++;
		if (*p == '\0')
			break;
		if (!take_word(b, &p, why))
			return 0;
		n++;
	}
	if (n == 0)
		buf_puts(why, "it is empty");
	return n;
}
