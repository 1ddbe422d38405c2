#!/bin/sh
# write-back.sh SYSTEM NOTE: carry each new diagnosis of a system's tickets into its ticket, once.
# NOTE is called with the ticket's number and a file that holds the answer; when it fails it is called again next time.
# KBDIAG is the service's address, FORM the answer's media type, STATE the directory that remembers what was written.
set -eu

system=$1 note=$2
kbdiag=${KBDIAG:-http://127.0.0.1:8000} form=${FORM:-text/plain} state=${STATE:-.}
written=$state/$system.written
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
touch "$written"

curl -fsS "$kbdiag/diagnoses?ticket_system=$system&page_size=200" |
    jq -r '.items | reverse[] | select(.ticket_id and .verdict != "no_match" and (.trial | not)) | "\(.id) \(.ticket_id)"' |
    while read -r id ticket; do
        if ! grep -qxF "$id" "$written"; then
            curl -fsS -H "Accept: $form" -o "$answer" "$kbdiag/diagnoses/$id"
            if "$note" "$ticket" "$answer" </dev/null; then
                echo "$id" >>"$written"
            else
                echo "write-back: $system $ticket: the note was not written" >&2
            fi
        fi
    done
