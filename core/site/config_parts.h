/*
 * config_parts.h: what config.c (the settings) shares with config_example.c. It is no contract:
 * everybody else includes config.h.
 */
#ifndef STOA_CONFIG_PARTS_H
#define STOA_CONFIG_PARTS_H

#include "config.h"

/* options[]: every setting, grouped by section. */
const struct option *config_rows(size_t *n);

#endif
