# Prints src/lib/text/normal_table.c, from the data of python's unicodedata.
import unicodedata

# Other tags make another text: m² is not m2, ½ behind 1 is not 11/2.
# units_read folds full-width ASCII, and normal.c the letters of mathematics.
TAGS = ('<compat>', '<square>', '<circle>', '<narrow>', '<vertical>',
        '<small>', '<font>')

# Forms in these blocks stay: scripts from Arabic to Mongolian; punctuation;
# Hebrew symbols; operators that stand for several; ヿ, beside which are ー and
# ・; letters of hangul, which stand by themselves; forms of Hebrew and Arabic letters.
STAY = ((0x600, 0x1dff), (0x2000, 0x206f), (0x2135, 0x2138),
        (0x2200, 0x22ff), (0x30ff, 0x30ff), (0x3131, 0x318e),
        (0xac00, 0xd7a3), (0xfb1d, 0xfdff), (0xfe70, 0xfeff))


def stays(cp):
    return any(a <= cp <= b for a, b in STAY)


def expand(cp):
    """What a code point stands for, in full."""
    parts = unicodedata.decomposition(chr(cp)).split()
    if parts and parts[0] in TAGS and not stays(cp):
        del parts[0]
    if not parts or parts[0][0] == '<':
        return chr(cp)
    return ''.join(expand(int(part, 16)) for part in parts)


def form(cp):
    """What a code point is folded to."""
    text = unicodedata.normalize('NFC', expand(cp))
    return chr(cp) if ' ' in text or stays(cp) else text


def pair(cp):
    """The two code points of which this one is composed, or None."""
    parts = unicodedata.decomposition(chr(cp)).split()
    if len(parts) != 2 or parts[0][0] == '<':
        return None
    a, b = (chr(int(part, 16)) for part in parts)
    stay = form(ord(a)) == a and not stays(ord(b))
    return (a, b) if stay and unicodedata.normalize('NFC', a + b) == chr(cp) \
        else None


def width(s):
    return sum(2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in s)


def rows(entries, begin, end):
    """Prints the entries as lines of strings."""
    line = ''
    for entry in entries + [None]:
        if entry is None or width(line + entry) > 62 - width(begin):
            print(begin + line + end)
            line = ''
        line += entry or ''


def main():
    forms, pairs = [], {}
    changed = set(range(0x1161, 0x1176)) | set(range(0x11a8, 0x11c3))
    for cp in range(0x80, 0x10000):
        if 0xd800 <= cp <= 0xdfff:
            continue
        if pair(cp):
            pairs.setdefault(pair(cp)[1], []).append(pair(cp)[0] + chr(cp))
            changed.add(ord(pair(cp)[1]))
        elif form(cp) != chr(cp):
            forms.append(chr(cp) + form(cp).replace('\\', '\\\\') + ' ')
            changed.add(cp)
    print('/* Other forms of characters; tests/text/normal.py prints this. */')
    print('#include "normal.h"\n\nconst char *const normal_forms[] = {')
    rows(forms, '\t"', '",')
    print('};\nconst size_t normal_nforms = LEN(normal_forms);\n')
    print('const struct normal_mark normal_marks[] = {')
    for mark in sorted(pairs):
        print('\t{ 0x%x,' % ord(mark))
        rows(sorted(pairs[mark]), '\t    "', '"')
        print('\t},')
    print('};\nconst size_t normal_nmarks = LEN(normal_marks);\n')
    print('const uint32_t normal_eights[NORMAL_EIGHTS] = {')
    bits = [0] * (0x3400 // 256)
    for cp in changed:
        if cp < 0x3400:
            bits[cp // 256] |= 1 << cp // 8 % 32
    for i in range(0, len(bits), 6):
        print('\t' + ' '.join('%#x,' % b for b in bits[i:i + 6]))
    print('};')


main()
