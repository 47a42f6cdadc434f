/* The model as the engine sees it. */
#ifndef MODELS_MODEL_H
#define MODELS_MODEL_H

#include "sim/engine/model.h"

extern const struct sim_model samenspel_model;

#endif
