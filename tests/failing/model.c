/* The analytic model under the name of the program's own. */
#include "models/model.h"

#define analytic_model samenspel_model
#include "tests/support/analytic_model.c"
