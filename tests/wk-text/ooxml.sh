# For the tests of Office Open XML: relations of parts.
# shellcheck shell=sh
office=http://schemas.openxmlformats.org/officeDocument/2006/relationships
package=http://schemas.openxmlformats.org/package/2006/relationships

# relations ID TYPE TARGET ...: a part of relations on stdout.
relations() {
	echo "<Relationships xmlns=\"$package\">"
	while [ $# -gt 0 ]; do
		echo "<Relationship Id=\"$1\" Type=\"$office/$2\" \
		    Target=\"$3\"/>"
		shift 3
	done
	echo '</Relationships>'
}
