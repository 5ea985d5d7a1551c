package node

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// cgroups are the hierarchies of this machine, of either version, and our own folder in each.
type cgroups struct {
	version int
	roots   []string
	name    string
	enabled []string // controllers of the second version that were not handed down before
}

// needed is what a kubelet puts pods under.
var needed = []string{"cpu", "memory", "pids", "cpuset"}

func findCgroups() (*cgroups, error) {
	const root = "/sys/fs/cgroup"
	if data, err := os.ReadFile(root + "/cgroup.controllers"); err == nil {
		for _, c := range needed {
			if !slices.Contains(strings.Fields(string(data)), c) {
				return nil, fmt.Errorf("the controller %s is missing in %s", c, root)
			}
		}
		return &cgroups{version: 2, roots: []string{root}}, nil
	}
	data, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, err
	}
	g := &cgroups{version: 1}
	for line := range strings.SplitSeq(string(data), "\n") {
		fields := strings.Fields(line)
		if dash := slices.Index(fields, "-"); dash > 4 && strings.HasPrefix(fields[4], root+"/") && strings.HasPrefix(fields[dash+1], "cgroup") {
			g.roots = append(g.roots, fields[4])
		}
	}
	for _, c := range needed {
		if !slices.ContainsFunc(g.roots, func(r string) bool { return slices.Contains(strings.Split(filepath.Base(r), ","), c) }) {
			return nil, fmt.Errorf("the controller %s is not mounted", c)
		}
	}
	return g, nil
}

// make creates our folder everywhere.
func (g *cgroups) make(name string) error {
	g.name = name
	for _, root := range g.roots {
		if g.version == 2 {
			if err := g.handDown(root); err != nil {
				return err
			}
		}
		if err := os.Mkdir(filepath.Join(root, name), 0o755); err != nil {
			return err
		}
	}
	return nil
}

// handDown lets groups below the root use the controllers.
func (g *cgroups) handDown(root string) error {
	path := filepath.Join(root, "cgroup.subtree_control")
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for _, c := range needed {
		if slices.Contains(strings.Fields(string(data)), c) {
			continue
		}
		if err := os.WriteFile(path, []byte("+"+c), 0o644); err != nil {
			return err
		}
		g.enabled = append(g.enabled, c)
	}
	return nil
}

// remove takes our folders away, the innermost first; the processes in them have ended.
func (g *cgroups) remove() {
	for _, root := range g.roots {
		dir := filepath.Join(root, g.name)
		var err error
		for range 50 {
			if err = removeGroups(dir); err == nil {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "a cgroup is left:", err)
		}
		for _, c := range g.enabled {
			_ = os.WriteFile(filepath.Join(root, "cgroup.subtree_control"), []byte("-"+c), 0o644)
		}
	}
}

func removeGroups(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() {
			if err := removeGroups(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return os.Remove(dir)
}
