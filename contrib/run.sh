#!/bin/sh
# `make run`: a site made of this project's own content/, with the write path working.
# usage: run.sh STOA SITE
set -eu
stoa=$1 site=$2
note=$site.moderator

if [ ! -d "$site" ]; then
	mkdir -p "$(dirname "$site")"
	"$stoa" init --title Stoa --from content "$site"
	cp contrib/demo.conf "$site/site.conf"
	(umask 077 && "$stoa" member add moderator --role moderator --name 'The moderator' --site "$site" >"$note.new")
	mv "$note.new" "$note"
fi
cat "$note"
echo "(kept in $note; rm -r $(dirname "$site") starts afresh)"
exec "$stoa" serve "$site"
