#include "tests/support/expect.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sim/report/layout.h"

void assert_near(const char *what, double found, double expected, double margin)
{
    if (!(fabs(found - expected) <= margin))
        fail_msg("%s: %.17g, expected %.17g within %g", what, found, expected, margin);
}

void assert_close_at(double found, double expected, double margin, int line)
{
    if (!(fabs(found - expected) <= margin))
        fail_msg("line %d: %.17g, expected %.17g within %g", line, found, expected, margin);
}

void expect_in(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("\"%s\" is not in:\n%s", part, text);
}

void expect_not_in(const char *text, const char *part)
{
    if (strstr(text, part) != NULL)
        fail_msg("\"%s\" is in:\n%s", part, text);
}

void expect_narrow(char *text)
{
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
        if (layout_points(line) > LAYOUT_WIDTH)
            fail_msg("too wide: %s", line);
}
