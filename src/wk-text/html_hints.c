/* Finds by class, id and role to which part of a page an element belongs. */
#include <string.h>
#include <strings.h>

#include "html_main.h"

/* How a word is to be found. */
enum how {
	BEGIN,	/* at the beginning of a word: "share" in "share-box" */
	WHOLE,	/* as a whole word: "ad" in "top-ad", not in "adobe" */
	FIRST,	/* at the beginning of a name: "widget" in "widget_x" */
	NAME,	/* as a whole name: "hidden", not in "label-hidden" */
	INSIDE	/* anywhere: "sidebar" in "rightsidebar" */
};

struct word {
	const char *word;
	enum how how;
	uint32_t hint;
};

/* Sorted by their first letters. */
static const struct word words[] = {
	{ "a2a", WHOLE, HINT_SHARE },
	{ "ad", WHOLE, HINT_AD },
	{ "adbox", BEGIN, HINT_AD },
	{ "addthis", BEGIN, HINT_SHARE },
	{ "addtoany", BEGIN, HINT_SHARE },
	{ "ads", WHOLE, HINT_AD },
	{ "adsense", BEGIN, HINT_AD },
	{ "adv", WHOLE, HINT_AD },
	{ "advert", BEGIN, HINT_AD },
	{ "also-like", BEGIN, HINT_RELATED },
	{ "also-read", BEGIN, HINT_RELATED },
	{ "anzeige", WHOLE, HINT_AD },
	{ "article-body", INSIDE, HINT_TEXT },
	{ "article-content", INSIDE, HINT_TEXT },
	{ "article-info", INSIDE, HINT_META },
	{ "article-text", INSIDE, HINT_TEXT },
	{ "article__body", INSIDE, HINT_TEXT },
	{ "article__content", INSIDE, HINT_TEXT },
	{ "article_body", INSIDE, HINT_TEXT },
	{ "article_content", INSIDE, HINT_TEXT },
	{ "articlebody", INSIDE, HINT_TEXT },
	{ "articlecontent", INSIDE, HINT_TEXT },
	{ "articletext", INSIDE, HINT_TEXT },
	{ "article", BEGIN, HINT_CONTENT },
	{ "author", BEGIN, HINT_META },
	{ "banner", BEGIN, HINT_AD },
	{ "bdshare", BEGIN, HINT_SHARE },
	{ "blog-content", INSIDE, HINT_TEXT },
	{ "body", WHOLE, HINT_CONTENT },
	{ "breadcrumb", INSIDE, HINT_NAV },
	{ "brotkrum", INSIDE, HINT_NAV },
	{ "button", WHOLE, HINT_FORM },
	{ "byline", INSIDE, HINT_META },
	{ "caption", INSIDE, HINT_META },
	{ "cat-links", INSIDE, HINT_META },
	{ "categories", NAME, HINT_META },
	{ "category", NAME, HINT_META },
	{ "colophon", BEGIN, HINT_FOOT },
	{ "comment", BEGIN, HINT_COMMENT },
	{ "consent", BEGIN, HINT_POPUP },
	{ "content", BEGIN, HINT_CONTENT },
	{ "cookie", BEGIN, HINT_POPUP },
	{ "copyright", BEGIN, HINT_FOOT },
	{ "credit", BEGIN, HINT_META },
	{ "crosslink", BEGIN, HINT_RELATED },
	{ "crumb", BEGIN, HINT_NAV },
	{ "cta", WHOLE, HINT_FORM },
	{ "date", WHOLE, HINT_META },
	{ "dateline", BEGIN, HINT_META },
	{ "datetime", BEGIN, HINT_META },
	{ "daohang", BEGIN, HINT_NAV },
	{ "dialog", WHOLE, HINT_POPUP },
	{ "disclaimer", BEGIN, HINT_FOOT },
	{ "disqus", BEGIN, HINT_COMMENT },
	{ "donat", BEGIN, HINT_FORM },
	{ "dropdown", BEGIN, HINT_NAV },
	{ "dsq", WHOLE, HINT_COMMENT },
	{ "editsection", INSIDE, HINT_NAV },
	{ "entry-content", INSIDE, HINT_TEXT },
	{ "entrycontent", INSIDE, HINT_TEXT },
	{ "entry_content", INSIDE, HINT_TEXT },
	{ "entry", BEGIN, HINT_CONTENT },
	{ "facebook", BEGIN, HINT_SHARE },
	{ "feedback", BEGIN, HINT_FORM },
	{ "follow", WHOLE, HINT_SHARE },
	{ "foot", WHOLE, HINT_FOOT },
	{ "footer", INSIDE, HINT_FOOT },
	{ "gdpr", BEGIN, HINT_POPUP },
	{ "guanggao", BEGIN, HINT_AD },
	{ "gutter", WHOLE, HINT_NAV },
	{ "hidden", NAME, HINT_POPUP },
	{ "impressum", BEGIN, HINT_FOOT },
	{ "imprint", BEGIN, HINT_FOOT },
	{ "infoline", INSIDE, HINT_META },
	{ "invisible", NAME, HINT_POPUP },
	{ "jiathis", BEGIN, HINT_SHARE },
	{ "katex-html", INSIDE, HINT_POPUP },
	{ "kommentar", INSIDE, HINT_COMMENT },
	{ "latest", BEGIN, HINT_RELATED },
	{ "legend", WHOLE, HINT_META },
	{ "leftcol", BEGIN, HINT_SIDE },
	{ "lightbox", BEGIN, HINT_POPUP },
	{ "like", WHOLE, HINT_SHARE },
	{ "likes", WHOLE, HINT_SHARE },
	{ "lineno", INSIDE, HINT_NAV },
	{ "link-list", INSIDE, HINT_RELATED },
	{ "linklist", INSIDE, HINT_RELATED },
	{ "login", BEGIN, HINT_FORM },
	{ "main", WHOLE, HINT_CONTENT },
	{ "masthead", BEGIN, HINT_NAV },
	{ "mbx", WHOLE, HINT_NAV },
	{ "menu", INSIDE, HINT_NAV },
	{ "meta", WHOLE, HINT_META },
	{ "metadata", WHOLE, HINT_META },
	{ "modal", WHOLE, HINT_POPUP },
	{ "most-read", INSIDE, HINT_RELATED },
	{ "mostread", INSIDE, HINT_RELATED },
	{ "nav", WHOLE, HINT_NAV },
	{ "navbar", INSIDE, HINT_NAV },
	{ "navbox", INSIDE, HINT_NAV },
	{ "navi", WHOLE, HINT_NAV },
	{ "navigation", INSIDE, HINT_NAV },
	{ "newsletter", INSIDE, HINT_FORM },
	{ "next-article", INSIDE, HINT_RELATED },
	{ "next-post", INSIDE, HINT_RELATED },
	{ "noprint", BEGIN, HINT_NAV },
	{ "offcanvas", BEGIN, HINT_NAV },
	{ "off-canvas", BEGIN, HINT_NAV },
	{ "outbrain", BEGIN, HINT_RELATED },
	{ "overlay", WHOLE, HINT_POPUP },
	{ "pagenav", INSIDE, HINT_NAV },
	{ "pager", WHOLE, HINT_NAV },
	{ "pagination", INSIDE, HINT_NAV },
	{ "paging", WHOLE, HINT_NAV },
	{ "paywall", BEGIN, HINT_FORM },
	{ "pinglun", BEGIN, HINT_COMMENT },
	{ "poll", WHOLE, HINT_FORM },
	{ "popular", BEGIN, HINT_RELATED },
	{ "popup", BEGIN, HINT_POPUP },
	{ "post-body", INSIDE, HINT_TEXT },
	{ "post-content", INSIDE, HINT_TEXT },
	{ "post-info", INSIDE, HINT_META },
	{ "post-text", INSIDE, HINT_TEXT },
	{ "post_content", INSIDE, HINT_TEXT },
	{ "postcontent", INSIDE, HINT_TEXT },
	{ "posted", BEGIN, HINT_META },
	{ "postmeta", INSIDE, HINT_META },
	{ "post", BEGIN, HINT_CONTENT },
	{ "print", WHOLE, HINT_SHARE },
	{ "promo", BEGIN, HINT_AD },
	{ "pubdate", BEGIN, HINT_META },
	{ "published", BEGIN, HINT_META },
	{ "ranking", BEGIN, HINT_RELATED },
	{ "rating", BEGIN, HINT_FORM },
	{ "readmore", INSIDE, HINT_RELATED },
	{ "read-more", INSIDE, HINT_RELATED },
	{ "recent", BEGIN, HINT_RELATED },
	{ "recommend", INSIDE, HINT_RELATED },
	{ "related", INSIDE, HINT_RELATED },
	{ "respond", WHOLE, HINT_COMMENT },
	{ "reply", WHOLE, HINT_COMMENT },
	{ "rightcol", BEGIN, HINT_SIDE },
	{ "screen-reader", INSIDE, HINT_POPUP },
	{ "search", WHOLE, HINT_FORM },
	{ "searchform", BEGIN, HINT_FORM },
	{ "secondary", NAME, HINT_SIDE },
	{ "share", BEGIN, HINT_SHARE },
	{ "sharing", BEGIN, HINT_SHARE },
	{ "shariff", BEGIN, HINT_SHARE },
	{ "sidebar", INSIDE, HINT_SIDE },
	{ "signup", BEGIN, HINT_FORM },
	{ "similar", BEGIN, HINT_RELATED },
	{ "skip", WHOLE, HINT_NAV },
	{ "sns", WHOLE, HINT_SHARE },
	{ "sociable", BEGIN, HINT_SHARE },
	{ "social", BEGIN, HINT_SHARE },
	{ "sponsor", BEGIN, HINT_AD },
	{ "sr-only", INSIDE, HINT_POPUP },
	{ "story-body", INSIDE, HINT_TEXT },
	{ "story", BEGIN, HINT_CONTENT },
	{ "subnav", BEGIN, HINT_NAV },
	{ "subscri", BEGIN, HINT_FORM },
	{ "survey", BEGIN, HINT_FORM },
	{ "taboola", BEGIN, HINT_RELATED },
	{ "tagcloud", BEGIN, HINT_META },
	{ "taglist", BEGIN, HINT_META },
	{ "tags", WHOLE, HINT_META },
	{ "teaser", INSIDE, HINT_RELATED },
	{ "text", WHOLE, HINT_CONTENT },
	{ "timestamp", INSIDE, HINT_META },
	{ "toc", WHOLE, HINT_NAV },
	{ "toolbar", BEGIN, HINT_NAV },
	{ "topbar", BEGIN, HINT_NAV },
	{ "trending", BEGIN, HINT_RELATED },
	{ "tuijian", BEGIN, HINT_RELATED },
	{ "visually-hidden", INSIDE, HINT_POPUP },
	{ "vote", BEGIN, HINT_FORM },
	{ "werbung", INSIDE, HINT_AD },
	{ "widget", FIRST, HINT_SIDE },
	{ "xiangguan", BEGIN, HINT_RELATED },
};

static bool
is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_large(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* Whether the word fits s, of n bytes, at i. */
static bool
fits(const struct word *w, const char *s, size_t n, size_t i)
{
	size_t len = strlen(w->word);
	const char before = i == 0 ? ' ' : s[i - 1];
	const char after = i + len < n ? s[i + len] : ' ';

	if (n - i < len || strncasecmp(s + i, w->word, len) != 0)
		return false;
	if (w->how == INSIDE)
		return true;
	if (w->how == FIRST)
		return span_is_blank(before);
	if (w->how == NAME)
		return span_is_blank(before) && span_is_blank(after);
	if (w->how == WHOLE && (is_small(after) || (is_large(after) &&
	    is_large(s[i + len - 1]))))
		return false;
	/* A capital letter begins a word in "topBar". */
	return (!is_small(before) && !is_large(before)) ||
	    (is_small(before) && is_large(s[i]));
}

/* The first of the words that begin with each letter. */
static size_t
first_word(char letter)
{
	size_t low = 0, high = LEN(words), mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (words[mid].word[0] < letter)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static uint32_t
hints_of_names(const char *s)
{
	size_t n = strlen(s), i, k;
	uint32_t hints = 0;

	if (n > 500)
		n = 500;
	for (i = 0; i < n; i++) {
		char letter = is_large(s[i]) ? (char)(s[i] - 'A' + 'a') : s[i];

		if (!is_small(letter))
			continue;
		for (k = first_word(letter); k < LEN(words) &&
		    words[k].word[0] == letter; k++)
			if (fits(&words[k], s, n, i))
				hints |= words[k].hint;
	}
	return hints;
}

uint32_t
html_hints(const char *name, const char *value)
{
	static const struct {
		const char *role;
		uint32_t hint;
	} roles[] = {
		{ "navigation", HINT_NAV }, { "banner", HINT_NAV },
		{ "menu", HINT_NAV }, { "menubar", HINT_NAV },
		{ "contentinfo", HINT_FOOT }, { "complementary", HINT_SIDE },
		{ "search", HINT_FORM }, { "dialog", HINT_POPUP },
		{ "alertdialog", HINT_POPUP }, { "main", HINT_CONTENT },
		{ "article", HINT_CONTENT }
	};
	size_t i;

	if (strcmp(name, "class") == 0 || strcmp(name, "id") == 0)
		return hints_of_names(value);
	if (strcmp(name, "itemprop") == 0)
		return strcasecmp(value, "articleBody") == 0 ? HINT_TEXT : 0;
	if (strcmp(name, "role") == 0)
		for (i = 0; i < LEN(roles); i++)
			if (strcasecmp(value, roles[i].role) == 0)
				return roles[i].hint;
	return 0;
}
