/*
 * host.h: what every server of a site says beside each page, whoever runs it. contrib/ holds the
 * same for other web servers. It refuses to know any of them.
 */
#ifndef STOA_HOST_H
#define STOA_HOST_H

/* Nothing from elsewhere, nothing inline, in nobody's frame; forms go to the site itself. */
#define HOST_CSP                                                                                                       \
	"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "          \
	"manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
#define HOST_REFERRER "same-origin"

#endif
