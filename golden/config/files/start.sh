#!/bin/sh
exec /bin/api --config /etc/app/app.yaml "$@"
