/* Reads and writes hexadecimal digits; reads \uXXXX, also in pairs. */
#include "hex.h"

/* The value of a hexadecimal digit, or 16. */
static uint32_t
digit(char c)
{
	if (c >= '0' && c <= '9')
		return (uint32_t)(c - '0');
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10 : 16;
}

size_t
hex_read(const char *s, size_t n, size_t most, uint32_t *value)
{
	uint32_t d;
	size_t i;

	*value = 0;
	for (i = 0; i < n && i < most && (d = digit(s[i])) < 16; i++)
		*value = *value << 4 | d;
	return i;
}

size_t
hex_escape(const char *s, size_t n, uint32_t *cp)
{
	uint32_t low;

	if (n < 6 || s[0] != '\\' || s[1] != 'u' ||
	    hex_read(s + 2, 4, 4, cp) != 4)
		return 0;
	if (*cp < 0xd800 || *cp > 0xdbff || n < 12 || s[6] != '\\' ||
	    s[7] != 'u' || hex_read(s + 8, 4, 4, &low) != 4 ||
	    low < 0xdc00 || low > 0xdfff)
		return 6;
	*cp = 0x10000 + ((*cp - 0xd800) << 10 | (low - 0xdc00));
	return 12;
}

void
hex_write(char *s, const unsigned char *sum, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		s[i] = "0123456789abcdef"[
		    sum[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15];
	s[n] = '\0';
}
