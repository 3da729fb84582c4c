# Of n lines (-v n=) most (-v most=), one drawn of each of most equal runs, so
# that all documents have their turn; the same ones each time.  The number of a
# line is n, the line itself, an object, record.
BEGIN { if (most > n) most = n; if (n) draw() }
function draw(	from, to) {
	from = int(i * n / most); to = int((i + 1) * n / most)
	i++; want = from + 1 + (i * 7919 + 13) % (to - from)
}
NR == want { print "{\"n\":" NR ",\"record\":" $0 "}"; if (i < most) draw() }
