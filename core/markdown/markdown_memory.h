/*
 * markdown_memory.h: memory for cmark while it has one text in hand, and all of it given back at
 * once. A tree is hundreds of small pieces that die together: malloc and free for each were a third
 * of what parsing cost. It refuses to remember: what the next text gets holds nothing of this one.
 */
#ifndef STOA_MARKDOWN_MEMORY_H
#define STOA_MARKDOWN_MEMORY_H

#include "core/base/base.h"

/* As calloc(), realloc() and free(), but they abort where there is no memory. Not for threads. */
void *markdown_calloc(size_t count, size_t size);
void *markdown_realloc(void *at, size_t n);
void markdown_free(void *at);

/* All that is still there. */
void markdown_free_all(void);

#endif
