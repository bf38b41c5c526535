#include "event.h"

struct calendar_event event_of(const struct page *page)
{
	return (struct calendar_event){
	    .uid = "",
	    .title = page->title,
	    .description = "",
	    .location = page->location,
	    .url = "",
	    .zone = calendar_is_utc(page->zone) ? "" : page->zone,
	    .repeat = page->repeat,
	    .except = page->except.at,
	    .nexcept = page->except.len,
	    .start = page->start,
	    .end = page->end,
	    /* Without a date it was last described before it began: a clock would make every build another. */
	    .stamp = page->edited ? page->edited
	             : page->date ? page->date
	                          : page->start,
	    .sequence = page->edited > page->date ? (page->edited - page->date) / 60 + 1 : 0,
	    .cancelled = page->cancelled,
	};
}
