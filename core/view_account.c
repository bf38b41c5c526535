#include "view_table.h"

static const struct mustache_field note_fields[] = {
	TEXT(note, heading, "What it is about; its subject too."),
	LIST(note, sentences, text, "Paragraphs, of plain text."),
	TEXT(note, button, "What the button says, or empty."),
	TEXT(note, url, "Where it leads, absolute, or empty."),
	TEXT(note, code, "A code to be typed where the letter was asked for, or empty."),
	TEXT(note, code_help, "What to do with the code, in a sentence."),
	TEXT(note, why, "Why the letter came, in a sentence."),
};
VIEW_TYPE(note);
