package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/harden-gen/harden-gen/test/cluster/node/report"
)

// look is the whole report.
func (s *state) look() report.Report {
	r := report.Report{
		UID: os.Getuid(), EUID: os.Geteuid(), GID: os.Getgid(), EGID: os.Getegid(),
		Capabilities: map[string]string{}, Args: os.Args, Env: os.Environ(),
		Mounts: mounts(), Writable: writable(), ListenErrors: s.listenErrors, StartedAt: s.started.UnixNano(), Left: left(),
	}
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.SplitSeq(string(status), "\n") {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch {
		case key == "Groups":
			for _, g := range strings.Fields(value) {
				n, _ := strconv.Atoi(g)
				r.Groups = append(r.Groups, n)
			}
		case strings.HasPrefix(key, "Cap"):
			r.Capabilities[key] = value
		case key == "NoNewPrivs":
			r.NoNewPrivs = value
		case key == "Seccomp":
			r.Seccomp = value
		}
	}
	r.UIDMap = read("/proc/self/uid_map")
	limits(&r)
	return r
}

// limits reads the cgroup that the container sees as its root.
func limits(r *report.Report) {
	const root = "/sys/fs/cgroup/"
	if _, err := os.Stat(root + "cgroup.controllers"); err == nil {
		r.CgroupVersion = 2
		r.MemoryLimit, r.CPULimit, r.CPUShares = read(root+"memory.max"), read(root+"cpu.max"), read(root+"cpu.weight")
		return
	}
	r.CgroupVersion = 1
	r.MemoryLimit = read(root + "memory/memory.limit_in_bytes")
	r.CPULimit = read(root+"cpu/cpu.cfs_quota_us") + " " + read(root+"cpu/cpu.cfs_period_us")
	r.CPUShares = read(root + "cpu/cpu.shares")
}

func read(path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(data))
}

func mounts() (all []report.Mount) {
	for line := range strings.SplitSeq(read("/proc/self/mountinfo"), "\n") {
		fields := strings.Fields(line)
		dash := slices.Index(fields, "-")
		if dash < 6 || dash+1 >= len(fields) {
			continue
		}
		m := report.Mount{Path: unescape(fields[4]), Type: fields[dash+1]}
		m.ReadOnly = slices.Contains(strings.Split(fields[5], ","), "ro")
		var stat syscall.Statfs_t
		if syscall.Statfs(m.Path, &stat) == nil {
			m.Size = int64(stat.Blocks) * stat.Bsize
		}
		all = append(all, m)
	}
	return all
}

// unescape undoes what the kernel does to blanks in a path.
func unescape(path string) string {
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		if path[i] == '\\' && i+3 < len(path) {
			if n, err := strconv.ParseUint(path[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(n))
				i += 3
				continue
			}
		}
		b.WriteByte(path[i])
	}
	return b.String()
}

// writable tries every folder and every file; /proc belongs to the kernel and devices to everybody.
func writable() (all []string) {
	_ = filepath.WalkDir("/", func(path string, e fs.DirEntry, err error) error {
		switch {
		case path == "/proc":
			return fs.SkipDir
		case err != nil:
			return nil
		case e.IsDir():
			if f, err := os.CreateTemp(path, ".look-"); err == nil {
				f.Close()
				os.Remove(f.Name())
				all = append(all, path)
			}
		case e.Type().IsRegular() && !strings.HasPrefix(filepath.Base(path), ".look-"):
			if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
				return nil // a device that is mounted over a file
			}
			if f, err := os.OpenFile(path, os.O_WRONLY, 0); err == nil {
				f.Close()
				all = append(all, path)
			}
		}
		return nil
	})
	return all
}

// left is what init containers have left in the folders that they share with the program.
func left() map[string]string {
	found := map[string]string{}
	_ = filepath.WalkDir("/", func(path string, e fs.DirEntry, err error) error {
		switch {
		case path == "/proc" || path == "/sys":
			return fs.SkipDir
		case err == nil && strings.HasPrefix(filepath.Base(path), "left-"):
			found[path] = read(path)
		}
		return nil
	})
	return found
}
