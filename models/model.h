/* The model as the engine sees it. */
#ifndef MODELS_MODEL_H
#define MODELS_MODEL_H

#include "sim/engine/model.h"

extern const struct sim_model samenspel_model;
/* "1.0123abcdef": a number, and a hash of the sources that decide what a run gives (scripts/model_version.cmake). */
extern const char samenspel_model_sources[];

#endif
