/*
 * upload.h: a visitor's files on their way from the first form to the submission. Each is made clean
 * and kept under a name of its own until its post is sent; a form names it by that name alone, for it
 * is found among the visitor's own files or nowhere. It refuses to put one where the public can see it.
 */
#ifndef STOA_CGI_UPLOAD_H
#define STOA_CGI_UPLOAD_H

#include "cgi/visit/visit.h"
#include "core/page/attach.h"

/* Texts are in the arena. */
struct upload {
	const char *name;          /* as it will lie beside its page */
	const char *shown;         /* where this visitor can see it now */
	const struct attach_type *type;
	int64_t size, width, height; /* bytes; pixels of a picture, else 0 */
	struct str bytes;          /* where they were asked for; released by upload_release() */
};

/* May this visitor send files? NULL, or the sentence that says why not. */
const char *upload_denied(struct visit *visit);

/* Judges, cleans and keeps one file of a form. *error: what is wrong about it for its sender, else NULL. */
int upload_take(struct visit *visit, const struct form_field *file, struct upload *upload, const char **error,
                struct err *err) WARN_UNUSED;

/* Where a file may lie besides among the visitor's own: in a submission whose key the visitor has. "" is nowhere. */
struct upload_source {
	const char *submission, *key;
};

/* One that was kept, with its bytes. ERR_NOTFOUND: it is not this visitor's, or is not there any more. */
int upload_find(struct visit *visit, const char *name, const struct upload_source *source, struct upload *upload,
                struct err *err) WARN_UNUSED;
void upload_release(struct upload *upload);

/* Its post is sent: it is there now. */
void upload_drop(struct visit *visit, const char *name);

/* "![summer garden](summer-garden-k3x9ab.png)", what puts it into a text. */
const char *upload_markdown(struct visit *visit, const char *name);

#endif
