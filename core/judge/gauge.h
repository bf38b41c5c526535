/*
 * gauge.h: what a text holds that a rule of the policy can ask for. It refuses to parse it: it counts
 * what looks like a link or a picture, which nobody can hide by markdown.
 */
#ifndef STOA_GAUGE_H
#define STOA_GAUGE_H

#include "core/page/page.h"
#include "core/queue/held.h"
#include "core/site/policy.h"

/* What a page of a kind is to the policy, new or changed. */
enum policy_kind gauge_kind(enum page_kind kind, bool edit);

/* Links to other sites, with and without a scheme. */
int64_t gauge_links(const char *body);

/* Pictures of markdown: "![alt](file)", "![alt][ref]". */
int64_t gauge_images(const char *body);

/* Fills links, images, words and letters. text: page_text() of a page. Both are UTF-8. */
void gauge_text(const char *title, const char *text, const struct held *held, struct policy_case *at);

#endif
