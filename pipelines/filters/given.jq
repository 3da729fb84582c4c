# Gives a record the fields of the object $fields that it has not.
if .error then . else $fields + . end
