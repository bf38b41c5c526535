/*
 * device.h: browsers that an account was signed in on before. It refuses to sign anybody in: to know one means only
 * that its wrong passwords are counted by themselves, so that strangers cannot hold its member back.
 */
#ifndef STOA_CGI_DEVICE_H
#define STOA_CGI_DEVICE_H

#include "cgi/visit/visit.h"

/* What the browser's tries for that account are counted by; NULL where it is not known for it, or handle is NULL. */
const char *device_known(struct visit *visit, const char *handle);

/* Known from now on: a cookie goes with the answer, unless the browser has one. It says nothing to who reads it. */
void device_remember(struct visit *visit, const char *handle);

#endif
