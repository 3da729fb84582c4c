/* The names of OpenDocument that its readers know. */
#include "odt_name.h"

const char *const odt_names[ODT_NAME_COUNT] = { ODT_NAMES(ODT_STRING) };
