package spec

import "slices"

// WritablePath is scratch space that lives and dies with the pod, on disk or in memory, or a claim
// that outlives it.
type WritablePath struct {
	MountPath string   `json:"mountPath"`
	Size      Quantity `json:"size,omitempty"`
	Medium    string   `json:"medium,omitempty"`
	Claim     *Claim   `json:"claim,omitempty"`
}

// Claim asks for a volume that outlives the pods, or, when it is existing, names one that somebody
// else asked for.
type Claim struct {
	Name             string   `json:"name,omitempty"` // only of an existing one
	Existing         bool     `json:"existing,omitempty"`
	Size             Quantity `json:"size,omitempty"`
	StorageClassName string   `json:"storageClassName,omitempty"`
	AccessModes      []string `json:"accessModes,omitzero"`
}

// IsShared is true for a claim that pods on several nodes can mount at once.
func (c *Claim) IsShared() bool { return slices.Contains(c.AccessModes, ReadWriteMany) }

// HoldsAlone is true for a workload with a claim that one pod at a time can be sure to mount: a new
// pod on another node would wait for the old one for good.
func (w *Workload) HoldsAlone() bool {
	return slices.ContainsFunc(w.Writable, func(p WritablePath) bool { return p.Claim != nil && !p.Claim.IsShared() })
}

// Config is declared once and used by workloads. It becomes a ConfigMap, or, when it is existing, is
// only referenced.
type Config struct {
	Name     string            `json:"name"`
	Existing bool              `json:"existing,omitempty"`
	Data     map[string]string `json:"data,omitzero"`
	Files    map[string]string `json:"files,omitzero"` // a key, and the file that holds its value
	// Contents are what the files hold, by key; nil until ReadFiles.
	Contents map[string]string `json:"-"`
}

// SecretMount mounts keys of a declared secret as files, read-only: every key, or the named items.
type SecretMount struct {
	Name      string     `json:"name"`
	MountPath string     `json:"mountPath,omitempty"`
	Items     []FileItem `json:"items,omitzero"`
	Optional  bool       `json:"optional,omitempty"`
}

// ConfigMount mounts keys of a declared config as files, read-only: every key, or the named items.
type ConfigMount struct {
	Name      string     `json:"name"`
	MountPath string     `json:"mountPath,omitempty"`
	Items     []FileItem `json:"items,omitzero"`
	Optional  bool       `json:"optional,omitempty"`
}

// FileItem is one key and the file that it becomes, below the folder of its mount.
type FileItem struct {
	Key  string `json:"key"`
	Path string `json:"path"`
	Mode string `json:"mode,omitempty"` // four octal digits; 0440 unless given
}
