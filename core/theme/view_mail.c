#include "view_table.h"

static const struct mustache_field confirm_fields[] = {
    TEXT(confirm, heading, "What is asked."),
    TEXT(confirm, text, "What follows from a yes."),
    TEXT(confirm, button, "What the button says, or empty where nothing is asked."),
    TEXT(confirm, action, "Where the form is sent."),
    BOOL(confirm, plain, "The button is for what few want."),
    TEXT(confirm, link, "Another way, in words, or empty."),
    TEXT(confirm, url, "Where that leads, or empty."),
};
VIEW_TYPE(confirm);

static const struct mustache_field mail_post_fields[] = {
    TEXT(mail_post, title, "Title of its topic."),
    TEXT(mail_post, url, "Where it stands, absolute."),
    ONE(mail_post, author, person, "Who wrote it."),
    INLINE(mail_post, date, time, "When."),
    HTML(mail_post, body, "The post; its links are absolute."),
    TEXT(mail_post, intro, "Who did what, in a sentence."),
    TEXT(mail_post, why, "Why the member is told of it, in a sentence."),
};
VIEW_TYPE(mail_post);

static const struct mustache_field mail_fields[] = {
    TEXT(mail, subject, "Subject of the letter."),
    LIST(mail, posts, mail_post, "The posts that it tells of."),
    BOOL(mail, digest, "It gathers the posts of a day or a week."),
    TEXT(mail, unsubscribe, "Where this kind of letter can be ended, absolute, or empty."),
    TEXT(mail, above, "The line that an answer by mail is written above, or empty where none is taken."),
    TEXT(mail, settings, "Where the member says which letters to get, absolute."),
};
VIEW_TYPE(mail);

static const struct mustache_field verdict_fields[] = {
    TEXT(verdict, title, "What was sent: title of its topic or page."),
    TEXT(verdict, state, "approved or rejected."),
    TEXT(verdict, reason, "What the moderator wrote, or empty."),
    TEXT(verdict, rule, "The rule that it rests on, or empty."),
    INT(verdict, count, "How many verdicts the letter tells of."),
};
VIEW_TYPE(verdict);

static const struct mustache_field rota_fields[] = {
    TEXT(rota, title, "The forum of a line, else empty."),
    INT(rota, count, "How many submissions wait, in that forum or in all."),
    INT(rota, fresh, "How many of them are new since the last letter."),
    INT(rota, spam, "How many of them look like spam."),
    INT(rota, reports, "Reports that nobody has looked at."),
    INT(rota, hours, "Hours that the oldest has waited."),
};
VIEW_TYPE(rota);

static const struct mustache_field mailin_fields[] = {
    TEXT(mailin, title, "Title of what was answered, or empty."),
    TEXT(mailin, text, "A detail of what is wrong, or empty."),
    INT(mailin, count, "A limit that it went over."),
};
VIEW_TYPE(mailin);
