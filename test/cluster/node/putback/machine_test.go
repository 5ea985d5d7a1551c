package putback

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A machine is what a node could leave something in, a line each.
type machine map[string]bool

// look notes mounts, namespaces, cgroups, interfaces, sysctls, our processes and files.
func look() machine {
	m := machine{}
	for line := range strings.SplitSeq(read("/proc/self/mountinfo"), "\n") {
		m["mount "+line] = true
	}
	for _, kind := range []string{"net", "mnt", "pid", "ipc", "uts"} {
		links, _ := filepath.Glob("/proc/[0-9]*/ns/" + kind)
		for _, path := range links {
			if to, err := os.Readlink(path); err == nil {
				m["namespace "+to] = true
			}
		}
	}
	_ = filepath.WalkDir("/sys/fs/cgroup", func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			m["cgroup "+path] = true
		}
		return nil
	})
	m["cgroup controllers "+read("/sys/fs/cgroup/cgroup.subtree_control")] = true
	for _, pattern := range []string{"/sys/class/net/*", "/run/*", "/var/lib/*", "/var/log/*", "/etc/cni", "/opt/*", "/var/tmp/harden-gen-node-*"} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			m["file "+path] = true
		}
	}
	for _, name := range []string{
		"vm/overcommit_memory", "vm/panic_on_oom", "kernel/panic", "kernel/panic_on_oops", "kernel/keys/root_maxkeys",
		"kernel/keys/root_maxbytes", "net/ipv4/ip_forward", "net/ipv4/ip_unprivileged_port_start", "net/bridge/bridge-nf-call-iptables",
	} {
		m["sysctl "+name+" = "+read("/proc/sys/"+name)] = true
	}
	environments, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, path := range environments {
		if strings.Contains(read(path), "HARDEN_GEN_NODE_") {
			m["process "+filepath.Dir(path)+" "+strings.ReplaceAll(read(filepath.Dir(path)+"/cmdline"), "\x00", " ")] = true
		}
	}
	return m
}

func read(path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
}

// differs lists what is new, and what is gone, but for what comes and goes by itself.
func (m machine) differs(now machine) (lines []string) {
	for line := range now {
		if !m[line] {
			lines = append(lines, "left: "+line)
		}
	}
	for line := range m {
		if !now[line] && !strings.HasPrefix(line, "namespace ") && !strings.HasPrefix(line, "process ") {
			lines = append(lines, "gone: "+line)
		}
	}
	slices.Sort(lines)
	return lines
}

// counts is for the log: how many of each kind there are.
func (m machine) counts() string {
	n := map[string]int{}
	for line := range m {
		kind, _, _ := strings.Cut(line, " ")
		n[kind]++
	}
	return fmt.Sprint(n)
}
