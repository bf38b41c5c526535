/*
 * event.h: an event's page as the calendar sees it, for scan, check and rendering alike. It refuses
 * to know when "now" is.
 */
#ifndef STOA_EVENT_H
#define STOA_EVENT_H

#include "core/feed/calendar.h"
#include "core/page/page.h"

/* Borrows the page. uid, description and url are for the caller to fill in. */
struct calendar_event event_of(const struct page *page);

#endif
