/* A scenario file with the files it builds on: `base = "country.cfg";` or `base = [ "country.cfg", "region.cfg" ];`
 * at top level names files, relative to the file's own folder, that are read first, in order; the file is laid over
 * them. */
#ifndef SIM_CONFIG_COMPOSE_H
#define SIM_CONFIG_COMPOSE_H

#include "sim/config/tree.h"

/* *root is NULL when messages were added. */
int compose_read(struct reading *reading, const char *path, struct tree **root) __attribute__((warn_unused_result));

#endif
