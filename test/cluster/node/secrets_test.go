package node

import (
	"cmp"
	"context"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/harden-gen/harden-gen/test/cluster/node/report"
)

// secretsAreReadable and configIsReadable demand a file a key, or an item, with its value, for the
// workload's user and for no others.
func secretsAreReadable(ctx context.Context, n *node, s *subject) []string {
	return eachPod(func(ctx context.Context, o *one) { o.judgeFiles(ctx, o.w.Secrets, s.secrets) })(ctx, n, s)
}

func configIsReadable(ctx context.Context, n *node, s *subject) []string {
	return eachPod(func(ctx context.Context, o *one) { o.judgeFiles(ctx, o.w.Config, s.configs) })(ctx, n, s)
}

func (o *one) judgeFiles(ctx context.Context, all []mounted, values map[string]map[string]string) {
	for _, m := range all {
		var files []report.File
		if err := o.s.ask(ctx, o.pod, o.w.Name, http.MethodGet, "/files?path="+url.QueryEscape(m.MountPath), nil, &files); err != nil {
			o.wrong("%v", err)
			continue
		}
		if len(m.Items) == 0 {
			for key, value := range values[m.Name] {
				o.judgeFile(files, m.MountPath+"/"+key, value, "0440")
			}
		}
		for _, item := range m.Items {
			o.judgeFile(files, m.MountPath+"/"+item.Path, values[m.Name][item.Key], cmp.Or(item.Mode, "0440"))
		}
	}
}

// judgeFile looks at what the links lead to that a kubelet makes, so that files change all at once.
func (o *one) judgeFile(files []report.File, path, value, octal string) {
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
	bits, _ := strconv.ParseUint(octal, 8, 32)
	if mode := fs.FileMode(bits).String(); f.Mode != mode || f.UID != 0 || f.GID != int(*o.w.FSGroup) {
		o.wrong("%s has the mode %s of %d:%d, and %s of 0:%d is meant", path, f.Mode, f.UID, f.GID, mode, *o.w.FSGroup)
	}
}
