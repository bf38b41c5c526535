#include "view_table.h"

static const struct mustache_field entry_fields[] = {
	TEXT(entry, title, "Title of the lesson, resource or page."),
	TEXT(entry, url, "Its page."),
	TEXT(entry, description, "What it is, in a sentence."),
	TEXT(entry, link, "Of a resource: where it leads."),
	TEXT(entry, kind, "Of a resource: link, article, book, course, video, audio, tool, data or file."),
	TEXT(entry, kind_name, "The same in words."),
	TEXT(entry, licence, "Of a resource: under which licence it is."),
	INLINE(entry, date, time, "When it was written."),
	INT(entry, minutes, "Minutes that it takes to read."),
	INT(entry, number, "Place in its series, from 1."),
	INT(entry, replies, "Posts under it."),
	LIST(entry, tags, link, "Its tags."),
	BOOL(entry, current, "It is the page being shown."),
};
VIEW_TYPE(entry);

static const struct mustache_field series_fields[] = {
	TEXT(series, title, "Title of the series."),
	TEXT(series, url, "Its page."),
	TEXT(series, description, "What it teaches, in a sentence."),
	HTML(series, body, "The text of its index.md."),
	LIST(series, lessons, entry, "Its lessons in order."),
	INT(series, minutes, "Minutes that all lessons take to read."),
	ONE(series, first, link, "The first lesson."),
	TEXT(series, edit_url, "Where to suggest a change, or empty."),
};
VIEW_TYPE(series);

static const struct mustache_field series_list_fields[] = {
	LIST(series_list, series, series, "Every series, without body."),
};
VIEW_TYPE(series_list);

static const struct mustache_field lesson_fields[] = {
	TEXT(lesson, title, "Title of the lesson."),
	TEXT(lesson, series_title, "Title of its series."),
	TEXT(lesson, series_url, "Page of its series."),
	TEXT(lesson, edit_url, "Where to suggest a change, or empty."),
	INLINE(lesson, edited, time, "When it was last changed; iso is empty if never."),
	TEXT(lesson, history_url, "What it said before, or empty."),
	HTML(lesson, body, "The lesson, rendered."),
	ONE(lesson, author, person, "Who wrote it."),
	INLINE(lesson, date, time, "When it was written."),
	INT(lesson, minutes, "Minutes that it takes to read."),
	INT(lesson, number, "Place in its series, from 1."),
	INT(lesson, total, "Lessons in the series."),
	LIST(lesson, headings, link, "Its headings; url is the fragment."),
	LIST(lesson, lessons, entry, "The whole series."),
	ONE(lesson, previous, link, "The lesson before."),
	ONE(lesson, next, link, "The lesson after."),
	ONE(lesson, thread, thread, "Questions about it."),
	LIST(lesson, attachments, file, "Files beside it that the text does not show itself."),
};
VIEW_TYPE(lesson);

static const struct mustache_field resource_fields[] = {
	TEXT(resource, title, "Title of the resource."),
	TEXT(resource, kind, "link, article, book, course, video, audio, tool, data or file."),
	TEXT(resource, kind_name, "The same in words."),
	TEXT(resource, link, "Where it leads, or empty."),
	TEXT(resource, licence, "Under which licence it is, or empty."),
	TEXT(resource, checksum, "Checksum of the file, computed; or the stated one of what the link leads to; or empty."),
	BOOL(resource, checksum_wrong, "The file is another one than its author stated."),
	TEXT(resource, file_name, "Name of its file."),
	TEXT(resource, file_url, "Where to get its file, or empty."),
	TEXT(resource, file_size, "Size of the file for people."),
	TEXT(resource, edit_url, "Where to suggest a change, or empty."),
	INLINE(resource, edited, time, "When it was last changed; iso is empty if never."),
	TEXT(resource, history_url, "What it said before, or empty."),
	HTML(resource, body, "What there is to say about it, rendered."),
	ONE(resource, author, person, "Who added it."),
	INLINE(resource, date, time, "When it was added."),
	LIST(resource, tags, link, "Its tags."),
	ONE(resource, thread, thread, "Posts about it."),
	LIST(resource, attachments, file, "Files beside it that the text does not show itself."),
};
VIEW_TYPE(resource);

static const struct mustache_field resource_list_fields[] = {
	LIST(resource_list, resources, entry, "Every resource, or those of a kind or with a tag, by title."),
	LIST(resource_list, kinds, link, "Every kind with its count, behind all of them; empty where the list is of a tag."),
	LIST(resource_list, tags, link, "Every tag of resources with its count; only where the list is of all."),
	BOOL(resource_list, narrowed, "It is the list of a kind or a tag."),
	TEXT(resource_list, new_url, "Where to share one, or empty."),
};
VIEW_TYPE(resource_list);

static const struct mustache_field occasion_fields[] = {
	INLINE(occasion, start, time, "When it starts, as a moment."),
	INLINE(occasion, end, time, "When it ends; iso is empty if that is open."),
	TEXT(occasion, when, "Weekday, day and time of the start by the clocks of its zone."),
	TEXT(occasion, until, "The end by the same clocks, without its day if that is the start's; or empty."),
	TEXT(occasion, day, "Number of the day on which it starts, there."),
	TEXT(occasion, month, "That day's month, short."),
	TEXT(occasion, year, "That day's year."),
	TEXT(occasion, zone, "IANA name of the zone; empty for UTC."),
};
VIEW_TYPE(occasion);

static const struct mustache_field event_row_fields[] = {
	TEXT(event_row, title, "Title of the event."),
	TEXT(event_row, url, "Its page."),
	TEXT(event_row, location, "Where it is, or empty."),
	TEXT(event_row, description, "What it is, in a sentence."),
	INLINE(event_row, at, occasion, "When it takes place; of a repeated event the next time, or else the last."),
	TEXT(event_row, often, "Of a repeated event: daily, weekly, monthly or yearly; else empty."),
	INT(event_row, every, "2 for every other week, and so on."),
	BOOL(event_row, past, "It was over at the date of the commit."),
	BOOL(event_row, cancelled, "It does not take place."),
};
VIEW_TYPE(event_row);

static const struct mustache_field event_fields[] = {
	TEXT(event, title, "Title of the event."),
	TEXT(event, location, "Where it is, or empty."),
	TEXT(event, join_url, "Where to take part online, or empty."),
	TEXT(event, recording_url, "The recording, or empty."),
	TEXT(event, topic_url, "The topic about it, or empty."),
	TEXT(event, edit_url, "Where to suggest a change, or empty."),
	INLINE(event, edited, time, "When it was last changed; iso is empty if never."),
	TEXT(event, history_url, "What it said before, or empty."),
	TEXT(event, calendar_url, "Its file for calendar programs."),
	TEXT(event, often, "Of a repeated event: daily, weekly, monthly or yearly; else empty."),
	TEXT(event, repeat, "The rule by which it recurs (RFC 5545), or empty."),
	INT(event, every, "2 for every other week, and so on."),
	HTML(event, body, "What there is to say about it, rendered."),
	ONE(event, author, person, "Who announced it."),
	INLINE(event, at, occasion, "When it takes place; of a repeated event the next time, or else the last."),
	LIST(event, next, occasion, "Of a repeated event: the times after that."),
	LIST(event, tags, link, "Its tags."),
	BOOL(event, past, "It was over at the date of the commit."),
	BOOL(event, cancelled, "It does not take place."),
	ONE(event, thread, thread, "Posts about it."),
	LIST(event, attachments, file, "Files beside it that the text does not show itself."),
};
VIEW_TYPE(event);

static const struct mustache_field event_list_fields[] = {
	LIST(event_list, upcoming, event_row, "What comes, soonest first."),
	LIST(event_list, past, event_row, "What was, newest first."),
	TEXT(event_list, calendar_url, "File of all events for calendar programs."),
	TEXT(event_list, subscribe_url, "The same, as an address that they subscribe to (webcal:)."),
	TEXT(event_list, new_url, "Where to suggest one, or empty."),
};
VIEW_TYPE(event_list);
