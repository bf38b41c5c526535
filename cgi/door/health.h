/*
 * health.h: the route that says whether the site can take what people send. It refuses to say to strangers what is wrong.
 */
#ifndef STOA_CGI_HEALTH_H
#define STOA_CGI_HEALTH_H

#include "cgi/visit/visit.h"

int health_show(struct visit *visit, struct err *err) WARN_UNUSED;

#endif
