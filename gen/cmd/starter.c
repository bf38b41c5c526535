#include "starter.h"

#include "core/text/date.h"
#include "core/text/escape.h"
#include "core/text/text.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

enum { FILE_BYTES = 256 * 1024 * 1024, DEPTH = 60 };

/* In paths and texts, @TITLE@ is the title in quotes, @NAME@ the same as markdown, @DATE@ now, @MONTH@ its folder. */
static const struct template
{
	const char *path, *text;
}
templates[] = {
    {"index.md", "---\n"
                 "title: @TITLE@\n"
                 "description: Say here in one sentence who this community is for.\n"
                 "---\n"
                 "This is the front page. Say what brings people here, and what they can do in the next five\n"
                 "minutes: read the [welcome](/forums/announcements/@MONTH@/welcome/), ask in\n"
                 "[Help](/forums/help/), or say hello in [General](/forums/general/).\n"},
    {"rules.md", "---\n"
                 "title: Rules\n"
                 "version: 1\n"
                 "---\n"
                 "1. **Be kind.** Talk about ideas and things, not about what is wrong with a person.\n"
                 "2. **Stay on topic.** Each forum says what it is for.\n"
                 "3. **Nothing unlawful, nothing private.** No addresses or messages of others without their\n"
                 "   consent.\n"
                 "4. **No advertising.** A link to your own work is welcome where it answers a question.\n"
                 "\n"
                 "Moderators read every post that is held before it appears. Who is turned down is told why.\n"},
    {"pages/about.md", "---\n"
                       "title: About\n"
                       "description: Who runs this community, and how to reach them.\n"
                       "---\n"
                       "Say here who you are, why you started this, and how to reach you outside of the forums.\n"},
    {"members/st/stoa.md", "---\n"
                           "name: The team\n"
                           "role: staff\n"
                           "joined: @DATE@\n"
                           "---\n"
                           "Whoever speaks for this community as a whole.\n"},
    {"forums/announcements/index.md", "---\n"
                                      "title: Announcements\n"
                                      "description: News of this community. Staff open topics, everyone may reply.\n"
                                      "kind: announcements\n"
                                      "order: 1\n"
                                      "post: staff\n"
                                      "---\n"},
    {"forums/help/index.md", "---\n"
                             "title: Help\n"
                             "description: Ask anything. No question is too small.\n"
                             "kind: questions\n"
                             "order: 2\n"
                             "---\n"},
    {"forums/general/index.md", "---\n"
                                "title: General\n"
                                "description: Introductions, ideas, and whatever fits nowhere else.\n"
                                "kind: discussion\n"
                                "order: 3\n"
                                "---\n"},
    {"forums/announcements/@MONTH@/welcome/index.md",
     "---\n"
     "title: Welcome\n"
     "author: stoa\n"
     "date: @DATE@\n"
     "tags: [welcome]\n"
     "---\n"
     "@NAME@ has opened. Everything that you read here is a plain text file in a git repository that\n"
     "you can clone, keep and search.\n"
     "\n"
     "Three things to do first:\n"
     "\n"
     "- read the [rules](/rules/); they are short;\n"
     "- say hello in [General](/forums/general/);\n"
     "- ask what you came to ask in [Help](/forums/help/).\n"
     "\n"
     "To reply, write below. A moderator reads your post before everybody does, and you will see at\n"
     "once where it stands.\n"},
};

struct word {
	const char *name, *value;
};

static const char *fill_in(const char *text, const struct word *words, size_t n, struct arena *arena)
{
	struct str out;
	str_init(&out, 1 << 20);
	while (*text) {
		size_t i = 0;
		while (i < n && strncmp(text, words[i].name, strlen(words[i].name)) != 0)
			i++;
		if (i < n)
			str_addz(&out, words[i].value);
		else
			str_addc(&out, *text);
		text += i < n ? strlen(words[i].name) : 1;
	}
	const char *copy = arena_dup(arena, out.at);
	str_release(&out);
	return copy;
}

/* A title in running markdown: what could be markup stands behind a backslash. */
static const char *as_markdown(const char *title, struct arena *arena)
{
	struct str out;
	str_init(&out, 64 * 1024);
	for (; *title; title++) {
		if (strchr("\\`*_{}[]()#+-.!|<>&~", *title))
			str_addc(&out, '\\');
		str_addc(&out, *title);
	}
	const char *copy = arena_dup(arena, out.at);
	str_release(&out);
	return copy;
}

void starter_write(const char *title, int64_t now, struct arena *arena, struct starter_files *files)
{
	char date[DATE_TEXT];
	struct date_civil civil = date_civil(now);
	struct str quoted;
	date_rfc3339(now, date);
	str_init(&quoted, 64 * 1024);
	escape_yaml(&quoted, title);
	const struct word words[] = {
	    {"@TITLE@", quoted.at},
	    {"@NAME@", as_markdown(title, arena)},
	    {"@DATE@", date},
	    {"@MONTH@", arena_printf(arena, "%04d/%02d", civil.year, civil.month)},
	};
	for (size_t i = 0; i < ARRAY_LEN(templates); i++) {
		struct store_edit *file = VEC_PUSH(files);
		file->path = fill_in(templates[i].path, words, ARRAY_LEN(words), arena);
		file->bytes = fill_in(templates[i].text, words, ARRAY_LEN(words), arena);
		file->len = strlen(file->bytes);
	}
	str_release(&quoted);
}

/* One walk through a folder. */
struct reading {
	const char *root;
	struct arena *arena;
	struct starter_files *files;
	size_t left_out;
	unsigned depth;
};

static int read_folder(struct reading *reading, const char *path, struct err *err);

/* The name may hold anything, and the message goes to a terminal. */
static int refuse_name(const struct reading *reading, const char *path, struct err *err)
{
	struct str shown;
	str_init(&shown, ERR_MESSAGE_MAX);
	escape_log(&shown, path, strlen(path), ERR_MESSAGE_MAX / 2);
	err_prefix(err, "%s/%s", reading->root, shown.at);
	str_release(&shown);
	return -1;
}

static int read_one(struct reading *reading, const char *path, struct err *err)
{
	const char *full = arena_printf(reading->arena, "%s/%s", reading->root, path);
	struct stat st;
	struct str text;
	if (lstat(full, &st))
		return err_sys(err, "%s", full);
	if (S_ISDIR(st.st_mode))
		return read_folder(reading, path, err);
	if (!S_ISREG(st.st_mode)) {
		reading->left_out++;
		return 0;
	}
	if (text_check_path(path, err))
		return refuse_name(reading, path, err);
	str_init(&text, FILE_BYTES);
	int rc = str_read_file(&text, full, err);
	if (!rc)
		*VEC_PUSH(reading->files) =
		    (struct store_edit){path, arena_dupn(reading->arena, text.at, text.len), text.len};
	str_release(&text);
	return rc;
}

static int read_folder(struct reading *reading, const char *path, struct err *err)
{
	const char *full = arena_printf(reading->arena, "%s%s%s", reading->root, *path ? "/" : "", path);
	DIR *dir = reading->depth < DEPTH ? opendir(full) : NULL;
	int rc = 0;
	if (!dir)
		return reading->depth < DEPTH ? err_sys(err, "%s", full)
		                              : err_set(err, ERR_INPUT, "%s: more than %d folders deep", full, DEPTH);
	reading->depth++;
	for (struct dirent *entry; !rc && (entry = readdir(dir));)
		if (entry->d_name[0] != '.')
			rc = read_one(reading,
			              arena_printf(reading->arena, "%s%s%s", path, *path ? "/" : "", entry->d_name),
			              err);
	reading->depth--;
	closedir(dir);
	return rc;
}

int starter_read(const char *folder, struct arena *arena, struct starter_files *files, size_t *left_out,
                 struct err *err)
{
	struct reading reading = {.root = folder, .arena = arena, .files = files};
	int rc = read_folder(&reading, "", err);
	*left_out = reading.left_out;
	if (!rc && !files->len)
		return err_set(err, ERR_INPUT, "%s: holds no files", folder);
	return rc;
}
