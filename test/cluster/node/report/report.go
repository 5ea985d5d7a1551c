// Package report is what the server in a pod and the tests outside of it say to each other.
package report

// ConfigPath is where the server finds its Config: a file of the image, so that nothing of the pod
// has to be changed for it.
const ConfigPath = "/etc/harden-gen-node.json"

// A Config tells the server what the program in whose place it runs would do.
type Config struct {
	Report      int      `json:"report"`                // the port for the tests' questions
	TCP         []int    `json:"tcp,omitempty"`         // ports that answer HTTP, HTTPS and gRPC alike
	TLS         []int    `json:"tls,omitempty"`         // those among them that answer HTTPS alone
	UDP         []int    `json:"udp,omitempty"`         // ports that echo
	StartsAfter int      `json:"startsAfter,omitempty"` // seconds before any probe passes
	Ends        bool     `json:"ends,omitempty"`        // as an init container does, once it has looked around
	Leaves      []string `json:"leaves,omitempty"`      // folders to leave the time in, when it ends
}

// A Report is what a process sees of itself and its container.
type Report struct {
	UID, EUID, GID, EGID int
	Groups               []int
	Capabilities         map[string]string // CapEff and the like, as /proc/self/status has them
	NoNewPrivs, Seccomp  string
	UIDMap               string // which users of the node those of the container are
	Args, Env            []string
	Mounts               []Mount
	Writable             []string // every folder that takes a file, and every file that can be opened to write
	ListenErrors         []string
	MemoryLimit          string // of the cgroup, in bytes, or max
	CPULimit             string // microseconds a period, or max
	CPUShares            string // cpu.shares, or cpu.weight of the second version
	CgroupVersion        int
	StartedAt            int64             // nanoseconds
	Left                 map[string]string // what init containers left behind
}

// A Mount is a line of /proc/self/mountinfo.
type Mount struct {
	Path, Type string
	ReadOnly   bool
	Size       int64 // bytes in all
}

// A File is what one path is, and whether the process can read it.
type File struct {
	Path     string
	Mode     string // as ls prints it, links followed
	UID, GID int
	Content  []byte
	Error    string // why it cannot be read
}

// A Call is one request to the Kubernetes API.
type Call struct{ Method, Path, ContentType, Body string }

// An Answer is what came of it: a status, or 0 and why there is none.
type Answer struct {
	Status int
	Error  string
}

// Filled is what came of filling a path.
type Filled struct {
	Bytes int64
	Error string
}
