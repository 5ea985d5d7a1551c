package node

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/harden-gen/harden-gen/test/cluster/node/report"
)

// secretsAreReadable demands a file a key, with its value, for the workload's user and for no others.
func secretsAreReadable(ctx context.Context, n *node, s *subject) []string {
	return eachPod(func(ctx context.Context, o *one) {
		for _, m := range o.w.Secrets {
			var files []report.File
			if err := s.ask(ctx, o.pod, o.w.Name, http.MethodGet, "/files?path="+url.QueryEscape(m.MountPath), nil, &files); err != nil {
				o.wrong("%v", err)
				continue
			}
			for key, value := range s.secrets[m.Name] {
				o.judgeSecret(files, m.MountPath+"/"+key, value)
			}
		}
	})(ctx, n, s)
}

// judgeSecret follows the links that a kubelet makes, so that a secret can be changed at once.
func (o *one) judgeSecret(files []report.File, path, value string) {
	i := slices.IndexFunc(files, func(f report.File) bool { return f.Path == path })
	if i < 0 {
		o.wrong("%s is not there", path)
		return
	}
	f := files[i]
	if f.Error != "" {
		o.wrong("%s cannot be read: %s", path, f.Error)
		return
	}
	if string(f.Content) != value {
		o.wrong("%s has another value", path)
	}
	if f.Mode != "-r--r-----" || f.UID != 0 || f.GID != int(*o.w.FSGroup) {
		o.wrong("%s has the mode %s of %d:%d, and -r--r----- of 0:%d is meant", path, f.Mode, f.UID, f.GID, *o.w.FSGroup)
	}
}
