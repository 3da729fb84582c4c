/* Finds the encodings that the labels of pages mean. */
#include "charset.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "text/encoding.h"

/* What browsers take a label for (WHATWG, Encoding, 4.2). */
static const struct label {
	const char *label, *name;
} labels[] = {
	{ "ascii", "CP1252" }, { "us-ascii", "CP1252" },
	{ "ansi_x3.4-1968", "CP1252" }, { "iso-8859-1", "CP1252" },
	{ "iso8859-1", "CP1252" }, { "iso_8859-1", "CP1252" },
	{ "latin1", "CP1252" }, { "latin-1", "CP1252" }, { "l1", "CP1252" },
	{ "windows-1252", "CP1252" }, { "cp1252", "CP1252" },
	{ "x-cp1252", "CP1252" }, { "cp819", "CP1252" },
	{ "ibm819", "CP1252" }, { "iso88591", "CP1252" },
	{ "iso_8859-1:1987", "CP1252" }, { "iso-ir-100", "CP1252" },
	{ "csisolatin1", "CP1252" },
	{ "iso-8859-9", "CP1254" }, { "iso8859-9", "CP1254" },
	{ "iso_8859-9", "CP1254" }, { "iso88599", "CP1254" },
	{ "iso_8859-9:1989", "CP1254" }, { "iso-ir-148", "CP1254" },
	{ "csisolatin5", "CP1254" }, { "l5", "CP1254" },
	{ "latin5", "CP1254" }, { "windows-1254", "CP1254" },
	{ "x-cp1254", "CP1254" },
	{ "iso-8859-11", "CP874" }, { "iso8859-11", "CP874" },
	{ "iso885911", "CP874" }, { "tis-620", "CP874" },
	{ "windows-874", "CP874" }, { "dos-874", "CP874" },
	{ "iso-8859-8-i", "ISO-8859-8" }, { "logical", "ISO-8859-8" },
	{ "gb2312", "GB18030" }, { "gb_2312-80", "GB18030" },
	{ "gb_2312", "GB18030" }, { "csgb2312", "GB18030" },
	{ "chinese", "GB18030" }, { "gbk", "GB18030" },
	{ "x-gbk", "GB18030" }, { "gb18030", "GB18030" },
	{ "cp936", "GB18030" }, { "ms936", "GB18030" },
	{ "iso-ir-58", "GB18030" }, { "euc-cn", "GB18030" },
	{ "big5", "BIG5-HKSCS" }, { "big5-hkscs", "BIG5-HKSCS" },
	{ "cn-big5", "BIG5-HKSCS" }, { "csbig5", "BIG5-HKSCS" },
	{ "x-x-big5", "BIG5-HKSCS" }, { "cp950", "BIG5-HKSCS" },
	{ "shift_jis", "CP932" }, { "shift-jis", "CP932" },
	{ "sjis", "CP932" }, { "x-sjis", "CP932" }, { "ms_kanji", "CP932" },
	{ "windows-31j", "CP932" }, { "ms932", "CP932" },
	{ "csshiftjis", "CP932" },
	{ "euc-jp", "EUC-JP-MS" }, { "x-euc-jp", "EUC-JP-MS" },
	{ "cseucpkdfmtjapanese", "EUC-JP-MS" },
	{ "iso-2022-jp", "ISO-2022-JP" }, { "csiso2022jp", "ISO-2022-JP" },
	{ "euc-kr", "CP949" }, { "ks_c_5601-1987", "CP949" },
	{ "ks_c_5601-1989", "CP949" }, { "ks_c_5601", "CP949" },
	{ "ksc5601", "CP949" }, { "ksc_5601", "CP949" },
	{ "korean", "CP949" }, { "windows-949", "CP949" },
	{ "cseuckr", "CP949" }, { "iso-ir-149", "CP949" },
	{ "utf-8", "UTF-8" }, { "utf8", "UTF-8" },
	{ "unicode-1-1-utf-8", "UTF-8" },
	/* A document in which we can read this is not in UTF-16. */
	{ "utf-16", "UTF-8" }, { "utf-16le", "UTF-8" },
	{ "utf-16be", "UTF-8" }, { "unicode", "UTF-8" },
};

/* A label without quotation marks and blanks around it. */
static struct span
trim(struct span label)
{
	while (label.len > 0 && (label.p[0] == '"' || label.p[0] == '\'' ||
	    span_is_blank(label.p[0])))
		label = span_from(label, 1);
	while (label.len > 0 && (label.p[label.len - 1] == '"' ||
	    label.p[label.len - 1] == '\'' ||
	    span_is_blank(label.p[label.len - 1])))
		label.len--;
	return label;
}

void
charset_name(struct span label, char name[CHARSET_NAME])
{
	size_t i;

	/* Of an e-mail in quoted-printable that nobody decoded. */
	if (label.len > 2 && strncasecmp(label.p, "3d", 2) == 0)
		label = span_from(label, 2);
	label = trim(label);
	name[0] = '\0';
	if (label.len >= CHARSET_NAME)
		return;
	for (i = 0; i < label.len; i++)
		name[i] = label.p[i];
	name[i] = '\0';
	for (i = 0; i < LEN(labels); i++)
		if (strcasecmp(name, labels[i].label) == 0) {
			(void)strlcpy(name, labels[i].name, CHARSET_NAME);
			return;
		}
	if (!encoding_known(name) || strcmp(name, ENCODING_AUTO) == 0)
		name[0] = '\0';
}

/* Whether the encoding called name decodes ASCII as ASCII. */
static bool
holds_ascii(const char *name)
{
	/* UTF-7, Java's escapes and HZ give other characters for these. */
	static const char sample[] = "azAZ09 <!-- \"&amp;' #$%()*+,./:;=?@> "
	    "[\\]^_`{|}~ +AGE- &AGE- \\u4e00 ~{<:~}\n";
	struct encoding e;
	struct buf b = { 0 };
	bool same;

	buf_puts(&b, sample);
	same = encoding_decode(&b, name, &e) == ENCODING_OK &&
	    span_is(e.text, sample);
	buf_free(&b);
	return same;
}

void
charset_declared(struct span label, char name[CHARSET_NAME])
{
	label = trim(label);
	charset_name(label, name);
	if (label.len >= 6 && strncasecmp(label.p, "utf-16", 6) == 0)
		(void)strlcpy(name, label.len == 8 &&
		    strncasecmp(label.p, "utf-16be", 8) == 0 ? "UTF-16BE" :
		    "UTF-16LE", CHARSET_NAME);
	else if (*name != '\0' && !holds_ascii(name))
		*name = '\0';
}
