#include "config_parts.h"

#include "core/mail/mail.h"
#include "core/mail/reply_mail.h"
#include "core/text/near.h"
#include "core/text/net.h"
#include "policy.h"

#include <errno.h>
#include <git2.h>
#include <sys/stat.h>

enum { FILE_MAX = 256 * 1024, KEY_SHOWN = 60 };

#define KIB(n) ((n)*INT64_C(1024))
#define MIB(n) ((n)*INT64_C(1024) * 1024)
#define AT(field) offsetof(struct config, field)

static int check_ref(const char *value, struct err *err);
static int check_branch(const char *value, struct err *err);

static const char *const forges[] = {"none", "github", "gitlab", "forgejo", "gitea", NULL};
static const char *const deletes[] = {"request", "self", NULL};
static const char *const joinings[] = {"open", "invitation", "closed", NULL};
static const char *const inviters[] = {"moderators", "members", NULL};
static const char *const holds[] = {"everyone", "newcomers", "guests", "nobody", NULL};

/* Grouped by section, in the order of site.conf.example. A row is one thing to read, not ten lines. */
/* clang-format off */
static const struct option options[] = {
	{.key = "site.title", .type = OPTION_TEXT, .at = AT(site_title), .min = 1, .max = 100,
	 .standard = "A community", .help = "Name of the community."},
	{.key = "site.url", .type = OPTION_URL, .at = AT(site_url), .standard = "http://localhost:8080/",
	 .help = "Where the site will be read. Feeds, sitemaps and the check of a form's origin need it to be right."},
	{.key = "site.language", .type = OPTION_TEXT, .at = AT(site_language), .min = 1, .max = 35,
	 .standard = "en", .check = option_check_language,
	 .help = "Language of the interface and of the content, as a BCP 47 tag."},
	{.key = "site.zone", .type = OPTION_TEXT, .at = AT(site_zone), .max = 60, .standard = "", .example = "Europe/Berlin",
	 .help = "Time zone that the form for a new event proposes; empty is UTC."},
	{.key = "site.description", .type = OPTION_TEXT, .at = AT(site_description), .max = 300, .standard = "",
	 .example = "Where gardeners of the north help each other",
	 .help = "One sentence on what the community is for: in feeds, search results and social cards."},
	{.key = "site.logo", .type = OPTION_TEXT, .at = AT(site_logo), .min = 1, .standard = "",
	 .example = "/about/logo.png", .check = option_check_target,
	 .help = "Picture beside the title: a path on the site or a URL."},
	{.key = "site.icon", .type = OPTION_TEXT, .at = AT(site_icon), .min = 1, .standard = "",
	 .example = "/about/icon.png", .check = option_check_target,
	 .help = "Picture for tabs and bookmarks: a path on the site or a URL. Without it the theme's."},
	{.key = "site.image", .type = OPTION_TEXT, .at = AT(site_image), .min = 1, .standard = "",
	 .example = "/index/card.png", .check = option_check_target,
	 .help = "Picture that links to pages without one of their own show elsewhere, 1200 by 630 pixels."},
	{.key = "site.accent", .type = OPTION_TEXT, .at = AT(site_accent), .min = 1, .standard = "",
	 .example = "#2a6f97", .check = option_check_colour,
	 .help = "Colour of links and buttons, in double quotes. Without it the theme's own."},
	{.key = "site.footer", .type = OPTION_TEXT, .at = AT(site_footer), .standard = "",
	 .example = "Texts are under CC BY-SA 4.0 unless they say otherwise.",
	 .help = "A line at the foot of every page."},
	{.key = "site.menu", .type = OPTION_LIST, .at = AT(site_menu), .min = 1, .max = 400, .standard = "",
	 .example = "Forums | /forums/", .check = option_check_menu,
	 .help = "An entry of the menu: title, | and path or URL, in order. Without any, the theme's own menu."},

	{.key = "theme.name", .type = OPTION_TEXT, .at = AT(theme_name), .min = 1, .standard = "default",
	 .check = option_check_slug, .help = "Folder of the theme, inside theme.path."},
	{.key = "theme.path", .type = OPTION_TEXT, .at = AT(theme_path), .standard = "", .example = "themes",
	 .help = "Folder of your own themes, relative to this file. Their parents may be in the folder installed with the program."},

	{.key = "content.repo", .type = OPTION_TEXT, .at = AT(content_repo), .min = 1,
	 .standard = "content.git", .help = "Repository that holds the content, relative to this file."},
	{.key = "content.path", .type = OPTION_TEXT, .at = AT(content_path), .standard = "",
	 .example = "content", .check = option_check_folder,
	 .help = "Folder of the content inside that repository. Without it, the whole of it."},
	{.key = "content.ref", .type = OPTION_TEXT, .at = AT(content_ref), .min = 1,
	 .standard = "refs/heads/main", .check = check_ref,
	 .help = "Branch that is published, as a full ref name."},

	{.key = "forge.kind", .type = OPTION_CHOICE, .at = AT(forge_kind), .choices = forges, .standard = "none",
	 .help = "Forge that people may see the content on. Without forms of its own (post.open) the site leads there to write."},
	{.key = "forge.url", .type = OPTION_TEXT, .at = AT(forge_url), .min = 1, .standard = "", .check = option_check_web,
	 .example = "https://github.com/gardeners/community", .help = "The repository's page there."},
	{.key = "forge.branch", .type = OPTION_TEXT, .at = AT(forge_branch), .min = 1, .max = 200, .standard = "main",
	 .check = check_branch, .help = "Branch that suggestions are for."},

	{.key = "build.jobs", .type = OPTION_INT, .at = AT(build_jobs), .max = 256, .standard = "0",
	 .help = "Processes that render pages at once. 0 is one per core."},

	{.key = "build.gzip", .type = OPTION_BOOL, .at = AT(build_gzip), .standard = "false",
	 .help = "Whether each text file lies there compressed too, NAME.gz, for servers that send such files."},
	{.key = "forum.active", .type = OPTION_INT, .at = AT(forum_active), .min = 5, .max = 500,
	 .standard = "50", .help = "Topics on a forum's front page, those with the latest posts first."},
	{.key = "forum.chunk", .type = OPTION_INT, .at = AT(forum_chunk), .min = 10, .max = 1000,
	 .standard = "100", .help = "Topics on one page of a month."},
	{.key = "list.items", .type = OPTION_INT, .at = AT(list_items), .min = 5, .max = 500, .standard = "30",
	 .help = "Topics on a page of new, unanswered, waiting or top ones."},
	{.key = "topic.posts", .type = OPTION_INT, .at = AT(topic_posts), .min = 5, .max = 500,
	 .standard = "50", .help = "Posts on one page of a topic."},
	{.key = "topic.json", .type = OPTION_BOOL, .at = AT(topic_json), .standard = "false",
	 .help = "Whether each page of a topic is there as JSON too: index.json beside index.html."},
	{.key = "feed.items", .type = OPTION_INT, .at = AT(feed_items), .min = 1, .max = 200, .standard = "30",
	 .help = "Newest posts that a feed holds."},
	{.key = "feed.topics", .type = OPTION_BOOL, .at = AT(feed_topics), .standard = "true",
	 .help = "Whether each topic has a feed of its own. Without them a site has half as many files."},
	{.key = "feed.json", .type = OPTION_BOOL, .at = AT(feed_json), .standard = "false",
	 .help = "Whether each feed is there as JSON Feed too: feed.json beside feed.xml."},
	{.key = "home.items", .type = OPTION_INT, .at = AT(home_items), .min = 1, .max = 100, .standard = "10",
	 .help = "Entries of each list on the front page; of lessons and resources half as many."},

	{.key = "post.open", .type = OPTION_BOOL, .at = AT(post_open), .standard = "true",
	 .help = "Whether pages carry forms. false makes a site that takes pull requests only."},
	{.key = "post.prefix", .type = OPTION_TEXT, .at = AT(post_prefix), .min = 1, .max = 60,
	 .standard = "/-/", .check = option_check_prefix,
	 .help = "Where the web server reaches stoa.fcgi, below the site's own path."},
	{.key = "post.max", .type = OPTION_SIZE, .at = AT(post_max), .min = 256, .max = MIB(1),
	 .standard = "16k",
	 .help = "Markdown of one post by a member or guest. More makes a hostile post cost more to render."},
	{.key = "post.body-max", .type = OPTION_SIZE, .at = AT(post_body_max), .min = KIB(4), .max = MIB(64),
	 .standard = "1m", .help = "A whole form as a browser sends it, except uploads."},
	{.key = "post.fields-max", .type = OPTION_INT, .at = AT(post_fields_max), .min = 10, .max = 10000,
	 .standard = "100", .help = "Fields in one form."},
	{.key = "post.token-hours", .type = OPTION_INT, .at = AT(post_token_hours), .min = 1, .max = 168,
	 .standard = "24", .help = "How long a previewed post may wait before it is sent."},
	{.key = "post.per-hour", .type = OPTION_INT, .at = AT(post_per_hour), .min = 1, .max = 10000,
	 .standard = "20", .help = "Posts from one network address in an hour."},
	{.key = "post.links-max", .type = OPTION_INT, .at = AT(post_links_max), .max = 1000, .standard = "5",
	 .help = "Links to other sites in one post by a guest."},
	{.key = "post.likely-among", .type = OPTION_INT, .at = AT(post_likely_among), .max = 20000, .standard = "1000",
	 .help = "Newest topics of a forum that the preview of another one looks through for nearly the same title."},
	{.key = "vote.seconds", .type = OPTION_INT, .at = AT(vote_seconds), .min = 1, .max = 3600, .standard = "10",
	 .help = "Votes and reactions go into the repository together, one commit in as many seconds at most."},
	{.key = "vote.per-hour", .type = OPTION_INT, .at = AT(vote_per_hour), .min = 1, .max = 100000, .standard = "300",
	 .help = "Votes, reactions and changes of what is followed by one member in an hour."},
	{.key = "staff.max", .type = OPTION_SIZE, .at = AT(staff_max), .min = KIB(1), .max = MIB(4),
	 .standard = "256k",
	 .help = "Markdown of one page that only staff may write: lessons, resources, rules, announcements."},
	{.key = "push.max", .type = OPTION_SIZE, .at = AT(push_max), .min = KIB(16), .max = MIB(1024),
	 .standard = "20m", .help = "All files of one proposal that is pushed to refs/for/main."},
	{.key = "push.files-max", .type = OPTION_INT, .at = AT(push_files_max), .min = 1, .max = 10000,
	 .standard = "100", .help = "Files that such a proposal may change."},
	{.key = "push.addresses", .type = OPTION_BOOL, .at = AT(push_addresses), .standard = "false",
	 .help = "Whether members may push commits that carry a mail address of theirs for everybody to read."},
	{.key = "title.max", .type = OPTION_INT, .at = AT(title_max), .min = 10, .max = 500, .standard = "120",
	 .help = "Characters of a title."},
	{.key = "front-matter.max", .type = OPTION_SIZE, .at = AT(front_matter_max), .min = 256, .max = KIB(64),
	 .standard = "8k", .help = "Front matter of one page."},
	{.key = "attachment.max", .type = OPTION_SIZE, .at = AT(attachment_max), .min = KIB(1),
	 .max = MIB(1024), .standard = "5m", .help = "One attached file."},
	{.key = "attachment.types", .type = OPTION_WORDS, .at = AT(attachment_types), .min = 1,
	 .check = option_check_ending, .standard = "png jpg jpeg gif webp pdf txt zip csv",
	 .help = "File name endings that may stand beside a page."},
	{.key = "upload.files-max", .type = OPTION_INT, .at = AT(upload_files_max), .max = 50, .standard = "8",
	 .help = "Files that may be sent with one post. 0 takes none."},
	{.key = "upload.guests", .type = OPTION_BOOL, .at = AT(upload_guests), .standard = "false",
	 .help = "Whether people without an account may send files with their posts."},
	{.key = "upload.body-max", .type = OPTION_SIZE, .at = AT(upload_body_max), .min = KIB(64), .max = MIB(256),
	 .standard = "32m", .help = "A form with its files as a browser sends it. The web server must let as much through."},
	{.key = "upload.per-hour", .type = OPTION_INT, .at = AT(upload_per_hour), .min = 1, .max = 10000, .standard = "60",
	 .help = "Files from one network address in an hour."},
	{.key = "upload.keep-hours", .type = OPTION_INT, .at = AT(upload_keep_hours), .min = 1, .max = 720, .standard = "24",
	 .help = "Hours that a file is kept whose post is never sent."},
	{.key = "upload.visitor-max", .type = OPTION_SIZE, .at = AT(upload_visitor_max), .min = KIB(64), .max = MIB(4096),
	 .standard = "64m", .help = "Files of one visitor that wait for their posts to be sent."},
	{.key = "upload.all-max", .type = OPTION_SIZE, .at = AT(upload_all_max), .min = KIB(64), .max = MIB(1024 * 1024),
	 .standard = "1024m", .help = "Files of all visitors that wait for their posts to be sent."},
	{.key = "upload.side-max", .type = OPTION_INT, .at = AT(upload_side_max), .min = 64, .max = 16000, .standard = "2560",
	 .help = "Pixels of a picture's longer side. Larger ones are made smaller."},
	{.key = "upload.pixels-max", .type = OPTION_INT, .at = AT(upload_pixels_max), .min = 10000, .max = 1000000000,
	 .standard = "50000000", .help = "Pixels of a picture as it is sent, all frames together."},
	{.key = "upload.frames-max", .type = OPTION_INT, .at = AT(upload_frames_max), .min = 1, .max = 10000, .standard = "300",
	 .help = "Frames of a moving picture."},
	{.key = "upload.ms", .type = OPTION_INT, .at = AT(upload_ms), .min = 100, .max = 600000, .standard = "10000",
	 .help = "Milliseconds of processor time that one picture may take."},
	{.key = "upload.mib", .type = OPTION_INT, .at = AT(upload_mib), .min = 64, .max = 16384, .standard = "512",
	 .help = "MiB of memory that one picture may take."},
	{.key = "upload.program", .type = OPTION_TEXT, .at = AT(upload_program), .min = 1, .standard = "",
	 .example = "/usr/local/bin/stoa-image", .check = option_check_absolute,
	 .help = "Program that makes pictures clean. Unset, it is the stoa-image beside the program that runs."},
	{.key = "table.columns", .type = OPTION_INT, .at = AT(table_columns), .min = 1, .max = 200,
	 .standard = "32", .help = "Columns of a table in a post."},
	{.key = "html.factor", .type = OPTION_INT, .at = AT(html_factor), .min = 2, .max = 200,
	 .standard = "16", .help = "HTML of a post may be this many times its markdown, plus 64k."},
	{.key = "render.ms", .type = OPTION_INT, .at = AT(render_ms), .min = 50, .max = 60000,
	 .standard = "2000",
	 .help = "Milliseconds that rendering one post may take before it is shown as plain text."},
	{.key = "render.mib", .type = OPTION_INT, .at = AT(render_mib), .min = 16, .max = 4096,
	 .standard = "64",
	 .help = "MiB of memory that rendering one post may take before it is shown as plain text."},

	{.key = "code.pygments", .type = OPTION_TEXT, .at = AT(code_pygments), .check = option_check_absolute,
	 .standard = "/usr/lib/python3/dist-packages",
	 .help = "Folder that holds the package pygments, which colours code. Where it is missing, code stays plain."},
	{.key = "code.python", .type = OPTION_TEXT, .at = AT(code_python), .min = 1, .standard = "/usr/bin/python3",
	 .check = option_check_absolute, .help = "The Python that runs Pygments."},

	{.key = "guest.post", .type = OPTION_BOOL, .at = AT(guest_post), .standard = "true",
	 .help = "Whether people without an account may post where a forum lets them. Their posts are always held."},
	{.key = "guest.report", .type = OPTION_BOOL, .at = AT(guest_report), .standard = "true",
	 .help = "Whether people without an account may report a post to the moderators."},
	{.key = "guest.flood", .type = OPTION_INT, .at = AT(guest_flood), .min = 1, .max = 1000000, .standard = "200",
	 .help = "Posts of all guests together in guest.flood-minutes, after which guests are asked to come back later."},
	{.key = "guest.flood-minutes", .type = OPTION_INT, .at = AT(guest_flood_minutes), .min = 1, .max = 1440,
	 .standard = "60", .help = "Minutes in which they are counted."},
	{.key = "report.per-hour", .type = OPTION_INT, .at = AT(report_per_hour), .min = 1, .max = 1000, .standard = "10",
	 .help = "Reports from one address or member in an hour. Over that they are asked to wait."},
	{.key = "appeal.per-day", .type = OPTION_INT, .at = AT(appeal_per_day), .min = 1, .max = 1000, .standard = "5",
	 .help = "Appeals against moderators' verdicts from one address or member in a day. Over that they are asked to wait."},
	{.key = "member.delete", .type = OPTION_CHOICE, .at = AT(member_delete), .choices = deletes, .standard = "request",
	 .help = "What becomes of a member's wish that their posts be deleted: request asks the moderators, self does it at once. To leave, and to take the name off posts, needs nobody's consent."},
	{.key = "member.exports-per-day", .type = OPTION_INT, .at = AT(member_exports), .min = 1, .max = 1000, .standard = "5",
	 .help = "How often a member may download everything that is kept about them, in a day."},
	{.key = "spam.question", .type = OPTION_LIST, .at = AT(spam_question), .min = 1, .max = 400, .standard = "",
	 .check = option_check_question, .example = "Which flower has thorns? | rose | the rose",
	 .help = "A question that people of your community can answer and robots cannot, and its answers, | between them. A guest answers one before a post is sent, and so does who joins without an invitation."},
	{.key = "spam.work", .type = OPTION_INT, .at = AT(spam_work), .max = 24, .standard = "0",
	 .help = "Bits of work that a guest's browser does while the preview is read: 16 take about half a second, each more doubles it. 0: none."},
	{.key = "spam.seconds", .type = OPTION_INT, .at = AT(spam_seconds), .max = 600, .standard = "2",
	 .help = "A post that was sent fewer seconds after its form was opened counts as a robot's. It is sorted, never refused."},
	{.key = "spam.lessons", .type = OPTION_INT, .at = AT(spam_lessons), .min = 1, .max = 10000, .standard = "20",
	 .help = "Approved posts and rejected spam, of each so many, that the filter learns from before it says anything."},
	{.key = "moderation.hold", .type = OPTION_CHOICE, .at = AT(moderation_hold), .choices = holds,
	 .standard = "everyone", .help = "Whose posts wait for a moderator, where no policy.rule says otherwise."},
	{.key = "moderation.newcomer-posts", .type = OPTION_INT, .at = AT(moderation_newcomer_posts), .min = 1,
	 .max = 1000, .standard = "3",
	 .help = "Approved posts after which a member is no newcomer any more, for moderation.hold = newcomers."},
	{.key = "moderation.log-names", .type = OPTION_BOOL, .at = AT(moderation_log_names), .standard = "true",
	 .help = "The pages and the feed of the public log say who acted; if not, only that a moderator did. The repository names them either way."},
	{.key = "moderation.answers", .type = OPTION_LIST, .at = AT(moderation_answers), .min = 1, .max = 500, .standard = "",
	 .example = "Please write in English here, so that everybody can answer.",
	 .help = "A reason for rejecting that moderators can choose instead of typing it. Its author reads it. May appear several times."},
	{.key = "moderation.claim-minutes", .type = OPTION_INT, .at = AT(moderation_claim_minutes), .min = 1, .max = 1440,
	 .standard = "10", .help = "Minutes that other moderators are told who is looking at a submission. It holds nobody up."},
	{.key = "moderation.bulk-seconds", .type = OPTION_INT, .at = AT(moderation_bulk_seconds), .min = 1, .max = 600,
	 .standard = "20",
	 .help = "Seconds that a verdict on many may take by the web before it stops and asks to go on: fewer than the web server waits."},
	{.key = "moderation.bulk-listed", .type = OPTION_INT, .at = AT(moderation_bulk_listed), .min = 1, .max = 1000,
	 .standard = "200", .help = "Submissions that are listed one by one before a verdict on many. The others are one tick."},
	{.key = "moderation.keep-days", .type = OPTION_INT, .at = AT(moderation_keep_days), .min = 1,
	 .max = 3650, .standard = "30",
	 .help = "Days that a rejected submission is kept before it is dropped for good."},
	{.key = "moderation.queue-max", .type = OPTION_INT, .at = AT(moderation_queue_max), .min = 10,
	 .max = 10000000, .standard = "10000",
	 .help = "Submissions that may wait at once. Over that the site asks to come back later."},
	{.key = "moderation.sender-max", .type = OPTION_INT, .at = AT(moderation_sender_max), .min = 1,
	 .max = 500, .standard = "20",
	 .help = "Submissions of one member, or of all guests of one network address, that may wait at once."},
	{.key = "moderation.disk-max", .type = OPTION_SIZE, .at = AT(moderation_disk_max), .min = MIB(1),
	 .max = MIB(1024) * 1024, .standard = "1024m",
	 .help = "Disk that queue.git may take before the site asks to come back later."},
	{.key = "policy.rule", .type = OPTION_LIST, .at = AT(policy_rule), .standard = "", .check = policy_check,
	 .example = "hold if posts < 3 or links > 2 : Somebody looks at your first posts before they appear.",
	 .help = "A rule on what is held, refused or published at once, before moderation.hold is asked. In order, the first that matches decides."},
	{.key = "policy.words", .type = OPTION_LIST, .at = AT(policy_words), .min = 1, .standard = "",
	 .example = "casino, cheap pills",
	 .help = "Words and phrases between commas that a rule can ask for as words."},
	{.key = "policy.words-file", .type = OPTION_TEXT, .at = AT(policy_words_file), .min = 1, .standard = "",
	 .example = "words.txt", .help = "File of more of them, one a line, # before a comment; relative to this file."},
	{.key = "sign-in.attempts", .type = OPTION_INT, .at = AT(sign_in_attempts), .min = 1, .max = 1000,
	 .standard = "10",
	 .help = "Wrong passwords for an account from one network in a quarter of an hour; five times as many for all accounts from there, and in a day for the account from everywhere. A mailed link works even then, and so does a browser that was signed in before."},
	{.key = "sign-in.letters", .type = OPTION_INT, .at = AT(sign_in_letters), .min = 1, .max = 100,
	 .standard = "5", .help = "Letters with a link to sign in that an account gets in an hour; one network may ask for four times as many."},
	{.key = "sign-in.minutes", .type = OPTION_INT, .at = AT(sign_in_minutes), .min = 5, .max = 1440,
	 .standard = "30", .help = "How long the link and the code in such a letter work."},
	{.key = "sign-in.remote-user", .type = OPTION_BOOL, .at = AT(sign_in_remote_user), .standard = "false",
	 .help = "Whether the web server's REMOTE_USER, where it is the handle of a member, is signed in. Only for web servers that ask for it themselves."},
	{.key = "password.min", .type = OPTION_INT, .at = AT(password_min), .min = 6, .max = 128,
	 .standard = "10", .help = "Characters that a password has at least."},
	{.key = "session.days", .type = OPTION_INT, .at = AT(session_days), .min = 1, .max = 365,
	 .standard = "30", .help = "Days until a member has to sign in again."},

	{.key = "join.open", .type = OPTION_CHOICE, .at = AT(join_open), .choices = joinings, .standard = "open",
	 .help = "Who may become a member: anybody, whoever has an invitation, or nobody. It needs mail.from: an address is confirmed by a letter."},
	{.key = "join.question", .type = OPTION_LIST, .at = AT(join_question), .min = 1, .max = 300, .standard = "",
	 .example = "What do you grow?",
	 .help = "A question to whoever joins, in order. Moderators alone see the answers."},
	{.key = "join.hold", .type = OPTION_BOOL, .at = AT(join_hold), .standard = "false",
	 .help = "Whether a new member's profile waits for a moderator. Until then what they post waits too."},
	{.key = "join.reserved", .type = OPTION_WORDS, .at = AT(join_reserved), .min = 1, .max = 100, .standard = "",
	 .example = "treasurer board",
	 .help = "Handles and names that nobody may take, when joining or later, besides admin, support and their like."},
	{.key = "join.forum", .type = OPTION_TEXT, .at = AT(join_forum), .min = 1, .standard = "introductions",
	 .check = option_check_slug, .help = "Folder of the forum that asks new members to introduce themselves, if there is one."},
	{.key = "join.hours", .type = OPTION_INT, .at = AT(join_hours), .min = 1, .max = 720, .standard = "48",
	 .help = "How long the link in the letter that confirms an address works."},
	{.key = "join.per-hour", .type = OPTION_INT, .at = AT(join_per_hour), .min = 1, .max = 10000, .standard = "10",
	 .help = "People who may fill in the form to join from one network address in an hour."},
	{.key = "join.letters", .type = OPTION_INT, .at = AT(join_letters), .min = 1, .max = 100, .standard = "3",
	 .help = "Letters that the form to join sends to one mail address in a day."},
	{.key = "join.seconds", .type = OPTION_INT, .at = AT(join_seconds), .max = 600, .standard = "3",
	 .help = "Seconds that filling in the form to join takes at least; programs are faster."},
	{.key = "join.answer-max", .type = OPTION_INT, .at = AT(join_answer_max), .min = 20, .max = 10000, .standard = "1000",
	 .help = "Characters of one answer to a question."},

	{.key = "invite.who", .type = OPTION_CHOICE, .at = AT(invite_who), .choices = inviters, .standard = "moderators",
	 .help = "Who may invite people."},
	{.key = "invite.trusted", .type = OPTION_BOOL, .at = AT(invite_trusted), .standard = "false",
	 .help = "Whether who was invited need not wait where join.hold lets others wait."},
	{.key = "invite.days", .type = OPTION_INT, .at = AT(invite_days), .min = 1, .max = 3650, .standard = "14",
	 .help = "Days that an invitation works, where nothing else is said."},
	{.key = "invite.uses-max", .type = OPTION_INT, .at = AT(invite_uses_max), .min = 1, .max = 1000000, .standard = "100",
	 .help = "How many may join by one invitation that a page makes."},
	{.key = "invite.per-day", .type = OPTION_INT, .at = AT(invite_per_day), .min = 1, .max = 100000, .standard = "100",
	 .help = "Invitations that one member may send by mail in a day."},
	{.key = "invite.again-days", .type = OPTION_INT, .at = AT(invite_again_days), .min = 1, .max = 3650, .standard = "30",
	 .help = "Days in which no address is sent a second invitation, whoever asks for it."},

	{.key = "mail.from", .type = OPTION_TEXT, .at = AT(mail_from), .min = 1, .max = 254, .standard = "",
	 .example = "stoa@example.org", .check = mail_check_address,
	 .help = "Address that letters to members come from. Without it the site writes none."},
	{.key = "mail.sendmail", .type = OPTION_TEXT, .at = AT(mail_sendmail), .min = 1,
	 .standard = "/usr/sbin/sendmail", .check = option_check_absolute,
	 .help = "Program that takes a letter on its input, as Postfix, Exim and msmtp install it."},
	{.key = "mail.hour", .type = OPTION_INT, .at = AT(mail_hour), .max = 23, .standard = "6",
	 .help = "Hour in UTC at which digests are sent: every day, or on Mondays."},
	{.key = "mail.tries", .type = OPTION_INT, .at = AT(mail_tries), .min = 1, .max = 100, .standard = "10",
	 .help = "How often a letter is tried that sendmail refuses, each time after a longer pause, before it is dropped."},
	{.key = "mail.verdict-minutes", .type = OPTION_INT, .at = AT(mail_verdict_minutes), .max = 1440, .standard = "10",
	 .help = "Minutes that the letter about a verdict waits: who takes the verdict back within them has written none."},
	{.key = "mail.reply-to", .type = OPTION_TEXT, .at = AT(mail_reply_to), .min = 1, .max = 254, .standard = "",
	 .example = "reply@example.org", .check = reply_mail_check,
	 .help = "Address whose mail, with anything after a plus (reply+token@example.org), is brought to `stoa mail-in`: then letters can be answered."},
	{.key = "mail.reply-days", .type = OPTION_INT, .at = AT(mail_reply_days), .min = 1, .max = 3650, .standard = "60",
	 .help = "Days in which a letter can be answered."},
	{.key = "mail.reply-max", .type = OPTION_SIZE, .at = AT(mail_reply_max), .min = KIB(64), .max = MIB(64), .standard = "25m",
	 .help = "Largest answer by mail, with its pictures."},
	{.key = "mail.reply-any-sender", .type = OPTION_BOOL, .at = AT(mail_reply_any_sender), .standard = "false",
	 .help = "Whether an answer may come from another address than the member's own: then whoever gets hold of a letter can answer in their name."},
	{.key = "mail.bounces", .type = OPTION_INT, .at = AT(mail_bounces), .min = 1, .max = 100, .standard = "3",
	 .help = "Letters that come back as undeliverable before a member gets none until they choose anew."},

	{.key = "cgi.processes", .type = OPTION_INT, .at = AT(cgi_processes), .min = 1, .max = 256,
	 .standard = "4", .help = "Processes of stoa.fcgi that a web server started by `stoa serve` runs."},
	{.key = "cgi.proxies", .type = OPTION_WORDS, .at = AT(cgi_proxies), .min = 1, .max = 100, .standard = "", .check = net_check,
	 .example = "192.0.2.7 2001:db8:7::/48",
	 .help = "Addresses and networks of proxies before the web server. Only from these is X-Forwarded-For believed, so that rates go by the visitor's own address."},
	{.key = "cgi.wait-ms", .type = OPTION_INT, .at = AT(cgi_wait_ms), .max = 30000, .standard = "2000",
	 .help = "Milliseconds that an approval waits for the build, so that the moderator lands on the new page."},
};
/* clang-format on */

_Static_assert(ARRAY_LEN(options) <= CONFIG_MAX, "config.h: from_file has room for every row");

static int check_ref(const char *value, struct err *err)
{
	int valid = 0;
	if (strncmp(value, "refs/", 5) != 0 || git_reference_name_is_valid(&valid, value) || !valid)
		return err_set(err, ERR_INPUT, "wants a full ref name like refs/heads/main");
	return 0;
}

static int check_branch(const char *value, struct err *err)
{
	char ref[512];
	snprintf(ref, sizeof(ref), "refs/heads/%s", value);
	return check_ref(ref, err) ? err_set(err, ERR_INPUT, "wants the name of a branch like main") : 0;
}

static int no_such_setting(const char *key, struct err *err)
{
	const char *meant = near_name(key, options, ARRAY_LEN(options), sizeof(options[0]));
	if (meant)
		return err_set(err, ERR_CONF, "no such setting (did you mean %s?)", meant);
	return err_set(err, ERR_CONF, "no such setting");
}

static int set_row(struct config *conf, size_t row, const char *text, struct arena *arena, struct err *err)
{
	const struct option *option = &options[row];
	bool many = option->type == OPTION_LIST || option->type == OPTION_WORDS;
	if (conf->from_file[row] && !many)
		return err_set(err, ERR_CONF, "set twice");
	if (!conf->from_file[row])
		option_empty(option, conf);
	conf->from_file[row] = true;
	/* A key without "=" is true to git, and nothing to the other types. */
	if (!text)
		text = option->type == OPTION_BOOL ? "true" : "";
	if (option_set(option, conf, text, arena, err)) {
		err->code = ERR_CONF;
		return -1;
	}
	return 0;
}

struct reading {
	struct config *conf;
	struct arena *arena;
	struct err *err;
};

/* A setting from another file would be one that `stoa config` and a reader of site.conf miss. */
static bool is_include(const char *key)
{
	return strncmp(key, "include.", 8) == 0 || strncmp(key, "includeif.", 10) == 0;
}

static int read_entry(const git_config_entry *entry, void *payload)
{
	struct reading *reading = payload;
	struct err *err = reading->err;
	size_t row = 0;
	while (row < ARRAY_LEN(options) && strcmp(options[row].key, entry->name) != 0)
		row++;
	int rc;
	if (is_include(entry->name))
		rc = err_set(err, ERR_CONF, "settings stand in one file, without includes");
	else if (row == ARRAY_LEN(options))
		rc = no_such_setting(entry->name, err);
	else
		rc = set_row(reading->conf, row, entry->value, reading->arena, err);
	return rc ? err_prefix(err, "%.*s", KEY_SHOWN, entry->name) : 0;
}

static int git_says(struct err *err)
{
	const git_error *last = git_error_last();
	return err_set(err, ERR_CONF, "%s", last && last->message ? last->message : "not git-config syntax");
}

static int read_entries(const char *path, struct reading *reading)
{
	git_config *live = NULL, *frozen = NULL;
	int rc = 0;
	if (git_config_open_ondisk(&live, path) || git_config_snapshot(&frozen, live))
		rc = git_says(reading->err);
	else if (git_config_foreach(frozen, read_entry, reading))
		rc = reading->err->code ? -1 : git_says(reading->err);
	git_config_free(frozen);
	git_config_free(live);
	return rc;
}

/* libgit2 opens a file that is missing as an empty one. */
static int check_file(const char *path, struct err *err)
{
	struct stat st;
	if (stat(path, &st))
		return errno == ENOENT || errno == ENOTDIR ? err_set(err, ERR_NOTFOUND, "%s: no such file", path)
		                                           : err_sys(err, "%s", path);
	if (!S_ISREG(st.st_mode) || st.st_size > FILE_MAX)
		return err_set(err, ERR_CONF, "%s: wants a file of %d bytes at most", path, FILE_MAX);
	return 0;
}

static int read_file(struct config *conf, struct arena *arena, const char *path, struct err *err)
{
	struct reading reading = {conf, arena, err};
	if (check_file(path, err))
		return -1;
	if (read_entries(path, &reading))
		return err_prefix(err, "%s", path);
	conf->file = arena_dup(arena, path);
	return 0;
}

/* libgit2 stays up: a program that reads its settings goes on to a repository. */
int config_load(struct config *conf, struct arena *arena, const char *path, struct err *err)
{
	if (git_libgit2_init() < 0)
		return err_set(err, ERR_SYS, "libgit2 cannot start");
	*conf = (struct config){0};
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		option_set_standard(&options[i], conf, arena);
	int rc = path ? read_file(conf, arena, path, err) : 0;
	if (rc)
		config_release(conf);
	return rc;
}

void config_release(struct config *conf)
{
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		option_release(&options[i], conf);
}

const struct option *config_rows(size_t *n)
{
	*n = ARRAY_LEN(options);
	return options;
}

size_t config_count(void)
{
	return ARRAY_LEN(options);
}

struct config_origin config_describe(const struct config *conf, size_t i, struct arena *arena)
{
	struct str value;
	str_init(&value, FILE_MAX);
	option_print(&options[i], conf, &value);
	struct config_origin origin = {
	    .key = options[i].key,
	    .value = arena_dupn(arena, value.at, value.len),
	    .origin = conf->from_file[i] ? conf->file : "default",
	    .help = options[i].help,
	};
	str_release(&value);
	return origin;
}
