/* Common words of Chinese, to tell names from them. */
#ifndef WK_CHINESE_H
#define WK_CHINESE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	CHINESE_WORD = 1,	/* a word by itself: 是, 大, 修 */
	CHINESE_SURNAME = 2	/* a name of a person may begin with it */
};

struct chinese;

/* Makes the tables ready; chinese_close frees them. */
struct chinese *chinese_open(void);
void chinese_close(struct chinese *c);

/* Whether two characters, folded, are a common word that is no name. */
bool chinese_is_word(const struct chinese *c, uint32_t a, uint32_t b);

/* Whether a character, folded, is of that kind (CHINESE_*). */
bool chinese_is(const struct chinese *c, uint32_t cp, unsigned int kind);

/* Whether two characters are the name of a well-known place. */
bool chinese_is_place(uint32_t a, uint32_t b);

#endif
