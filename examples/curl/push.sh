#!/bin/sh
# Pushes a document over the Push API with nothing but curl, and waits until it is searchable.
# INDEXSIM_URL says where `indexsim serve` is; ready for it: indexsim serve --clock virtual --connector docs
set -eu
papi="$INDEXSIM_URL/papi/4/connectors/docs"
control="$INDEXSIM_URL/_indexsim"
ask() { curl --silent --show-error --fail --noproxy '*' "$@"; }

session="$(ask "$papi/get_current_session_id")"
ask --form 'PAPI_0:uri=site/a.txt' --form 'PAPI_0:stamp=v1' --form 'PAPI_0:part_bytes:master=@-;filename=a.txt' \
  "$papi/add_documents?PAPI_session=$session" <<'TEXT'
The text of a document.
TEXT
# Known from its receipt: the stamp is what a connector compares.
ask "$papi/get_documents_status?PAPI_uri=site/a.txt&PAPI_uri=site/b.txt"
serial="$(ask --data '' "$papi/set_checkpoint?PAPI_checkpoint=1&PAPI_sync=true&PAPI_session=$session")"
ask --data '' "$papi/trigger_indexing_job"
while [ "$(ask "$papi/are_documents_searchable?PAPI_serial=$serial")" != true ]; do
  ask --header 'content-type: application/json' --data '{"by":"3s"}' "$control/clock/advance" >/dev/null
done
echo searchable

# What the simulator saw.
ask "$control/documents?corpus=docs" | grep -o '"status":"[a-z]*"'
