package spec

// APIVersion and Kind name the one format of harden.yaml that this version reads.
const (
	APIVersion = "harden-gen.dev/v1alpha1"
	Kind       = "HardenedApplication"
)

// HardenedApplication is the typed content of harden.yaml: what its author said, before any default.
type HardenedApplication struct {
	APIVersion   string        `json:"apiVersion"`
	Kind         string        `json:"kind"`
	Metadata     Metadata      `json:"metadata"`
	Namespace    Namespace     `json:"namespace,omitzero"`
	Platform     Platform      `json:"platform,omitzero"`
	Secrets      []Secret      `json:"secrets,omitzero"`
	Config       []Config      `json:"config,omitzero"`
	Workloads    []Workload    `json:"workloads"`
	Environments []Environment `json:"environments,omitzero"`
	GitOps       *GitOps       `json:"gitops,omitempty"`
	Waivers      []Waiver      `json:"waivers,omitzero"`
}

// Metadata names the application. It is never sent to a cluster; its name becomes the part-of label.
type Metadata struct {
	Name        string            `json:"name"`
	Annotations map[string]string `json:"annotations,omitzero"`
}

// Namespace is the one namespace that all workloads of the application share. One that exists is of
// others: it is never written, and nothing holds for all of its pods.
type Namespace struct {
	Name        string      `json:"name,omitempty"`
	Existing    bool        `json:"existing,omitempty"`
	PodSecurity PodSecurity `json:"podSecurity,omitzero"`
	Quota       *Quota      `json:"quota,omitempty"`
}

// Quota bounds what all pods of the namespace may have together, and says what a container has that
// asks for nothing. It becomes a ResourceQuota and a LimitRange.
type Quota struct {
	Hard       map[string]Quantity `json:"hard"`
	LimitRange LimitRange          `json:"limitRange,omitzero"`
}

// LimitRange holds the requests and limits of containers that state none.
type LimitRange struct {
	DefaultRequest ResourceList `json:"defaultRequest,omitzero"`
	Default        ResourceList `json:"default,omitzero"`
}

// PodSecurity holds the levels and the pinned version of the namespace's Pod Security labels.
type PodSecurity struct {
	Enforce string `json:"enforce,omitempty"`
	Warn    string `json:"warn,omitempty"`
	Audit   string `json:"audit,omitempty"`
	Version string `json:"version,omitempty"`
}

// Platform holds the facts about a cluster that no template can know.
type Platform struct {
	Profile           string         `json:"profile,omitempty"`
	KubernetesVersion string         `json:"kubernetesVersion,omitempty"`
	DNS               *DNS           `json:"dns,omitempty"`
	UserIDs           string         `json:"userIDs,omitempty"`
	CloudIdentity     []Endpoint     `json:"cloudIdentity,omitzero"`
	APIServer         []Endpoint     `json:"apiServer,omitzero"`
	ControlPlane      *Ranges        `json:"controlPlane,omitempty"`
	Nodes             *Ranges        `json:"nodes,omitempty"`
	Gateway           *PodSet        `json:"gateway,omitempty"`
	Monitoring        *PodSet        `json:"monitoring,omitempty"`
	SecretStore       *PlatformStore `json:"secretStore,omitempty"`
	Registries        []string       `json:"registries,omitzero"`
	CNI               string         `json:"cni,omitempty"`
	Mesh              string         `json:"mesh,omitempty"`
}

// The network plugins whose own policies are written beside NetworkPolicies, where those say too little.
const (
	CNIGeneric = "generic"
	CNICilium  = "cilium"
	CNICalico  = "calico"
)

// DNS says where pods resolve names, in place of the profile's own resolvers; what is not said stays
// the profile's.
type DNS struct {
	Namespace          string            `json:"namespace,omitempty"`
	PodLabels          map[string]string `json:"podLabels,omitzero"`
	Ports              []int32           `json:"ports,omitzero"`
	NodeLocal          []string          `json:"nodeLocal,omitzero"`
	NodeLocalPodLabels map[string]string `json:"nodeLocalPodLabels,omitzero"`
}

// Endpoint is a range of addresses and one TCP port on them.
type Endpoint struct {
	CIDR string `json:"cidr"`
	Port int32  `json:"port"`
}

// Ranges is a list of CIDR ranges.
type Ranges struct {
	CIDRs []string `json:"cidrs"`
}

// PodSet selects pods by labels in one namespace; without labels it is every pod there.
type PodSet struct {
	Namespace string            `json:"namespace"`
	PodLabels map[string]string `json:"podLabels,omitzero"`
}

// SecretStore names the External Secrets store that secrets are read from; kind defaults to SecretStore.
type SecretStore struct {
	Kind string `json:"kind,omitempty"`
	Name string `json:"name"`
}

// Secret is declared once and used by workloads. It becomes an ExternalSecret, or, when it is
// existing, is only referenced.
type Secret struct {
	Name        string               `json:"name"`
	Existing    bool                 `json:"existing,omitempty"`
	SecretStore *SecretStore         `json:"secretStore,omitempty"`
	Data        map[string]RemoteKey `json:"data,omitzero"`
}

// RemoteKey says where the store keeps one value: a key and, inside a structured value, a property.
type RemoteKey struct {
	Key      string `json:"key"`
	Property string `json:"property,omitempty"`
}

// Workload is one Deployment with everything that stands around it.
type Workload struct {
	Name                          string            `json:"name"`
	Kind                          string            `json:"kind,omitempty"`
	Image                         string            `json:"image"`
	Command                       []string          `json:"command,omitzero"`
	Args                          []string          `json:"args,omitzero"`
	Env                           map[string]EnvVar `json:"env,omitzero"`
	Replicas                      *int32            `json:"replicas,omitempty"`
	RunAsUser                     *int64            `json:"runAsUser,omitempty"`
	RunAsGroup                    *int64            `json:"runAsGroup,omitempty"`
	FSGroup                       *int64            `json:"fsGroup,omitempty"`
	SupplementalGroupsPolicy      string            `json:"supplementalGroupsPolicy,omitempty"`
	HostUsers                     *bool             `json:"hostUsers,omitempty"`
	Labels                        map[string]string `json:"labels,omitzero"`
	Annotations                   map[string]string `json:"annotations,omitzero"`
	Ports                         []Port            `json:"ports,omitzero"`
	Connects                      []Connection      `json:"connects,omitzero"`
	DNS                           string            `json:"dns,omitempty"`
	CloudIdentity                 string            `json:"cloudIdentity,omitempty"`
	KubernetesAPI                 *KubernetesAPI    `json:"kubernetesAPI,omitempty"`
	ServiceAccount                ServiceAccount    `json:"serviceAccount,omitzero"`
	Writable                      []WritablePath    `json:"writable,omitzero"`
	Secrets                       []SecretMount     `json:"secrets,omitzero"`
	Config                        []ConfigMount     `json:"config,omitzero"`
	Resources                     Resources         `json:"resources,omitzero"`
	Probes                        Probes            `json:"probes,omitzero"`
	TerminationGracePeriodSeconds *int64            `json:"terminationGracePeriodSeconds,omitempty"`
}

// Port is a port of the container and those who may call it; without from, nobody may. Without
// servicePort it is not in the Service.
type Port struct {
	Name          string `json:"name"`
	ContainerPort int32  `json:"containerPort"`
	Protocol      string `json:"protocol,omitempty"`
	ServicePort   int32  `json:"servicePort,omitempty"`
	From          []Peer `json:"from,omitzero"`
}

// Connection is something that the workload calls. Its ports are those of the pod that answers,
// never those of a Service in front of it.
type Connection struct {
	Name  string    `json:"name,omitempty"`
	To    Peer      `json:"to"`
	Ports []PortRef `json:"ports"`
}

// PortRef is a port of a peer: a number with a protocol, or, for a workload of the same
// application, the name of one of its ports.
type PortRef struct {
	Name     string
	Number   int32
	Protocol string // empty means TCP
}

// Peer is one caller or target. Exactly one of Word, Workload, Host, CIDR, or a selection by
// namespace and labels is set.
type Peer struct {
	Word            string            `json:"-"`
	Workload        string            `json:"workload,omitempty"`
	Namespace       string            `json:"namespace,omitempty"`
	NamespaceLabels map[string]string `json:"namespaceLabels,omitzero"` // empty but not nil: every namespace
	PodLabels       map[string]string `json:"podLabels,omitzero"`
	CIDR            string            `json:"cidr,omitempty"`
	Except          []string          `json:"except,omitzero"`
	Host            string            `json:"host,omitempty"`
}

// The words a peer can be. Their meaning comes from the platform, internet's from IANA's
// registries of special-purpose addresses.
const (
	PeerGateway      = "gateway"
	PeerMonitoring   = "monitoring"
	PeerNodes        = "nodes"
	PeerControlPlane = "control-plane"
	PeerInternet     = "internet"
	PeerCluster      = "cluster"
	PeerAnywhere     = "anywhere"
)

// KubernetesAPI gives, when it is present, the workload a token and a way to the API server; its rules
// become roles, and it is bound to roles that are there already.
type KubernetesAPI struct {
	Rules []APIRule   `json:"rules,omitzero"`
	Bind  []BoundRole `json:"bind,omitzero"`
}

// APIRule allows verbs on resources, all of them or the named ones, or on paths of the API server. It
// holds in the application's namespace unless it names another one, or the whole cluster.
type APIRule struct {
	Verbs           []string `json:"verbs"`
	Resources       []string `json:"resources,omitzero"`
	ResourceNames   []string `json:"resourceNames,omitzero"`
	NonResourceURLs []string `json:"nonResourceURLs,omitzero"`
	Namespace       string   `json:"namespace,omitempty"`
	ClusterWide     bool     `json:"clusterWide,omitempty"`
}

// BoundRole is a Role or a ClusterRole that somebody else has made. What it allows holds where a rule
// of the same scope would.
type BoundRole struct {
	Role        string `json:"role,omitempty"`
	ClusterRole string `json:"clusterRole,omitempty"`
	Namespace   string `json:"namespace,omitempty"`
	ClusterWide bool   `json:"clusterWide,omitempty"`
}

// ServiceAccount holds what the workload's own account carries, and the tokens by which the workload
// shows to others than the Kubernetes API who it is.
type ServiceAccount struct {
	Annotations map[string]string `json:"annotations,omitzero"`
	Tokens      []Token           `json:"tokens,omitzero"`
}

// Token is a credential of the account for one audience, in the file token of a folder. The kubelet
// renews it.
type Token struct {
	Audience          string `json:"audience"`
	MountPath         string `json:"mountPath,omitempty"`
	ExpirationSeconds *int64 `json:"expirationSeconds,omitempty"`
}

// Resources holds what the container asks for and what it may use. Both speak of the program alone:
// declared scratch space on disk is added to ephemeral storage, and in memory to the memory limit.
type Resources struct {
	Requests ResourceList `json:"requests,omitzero"`
	Limits   ResourceList `json:"limits,omitzero"`
}

// ResourceList holds amounts of the three resources that a container can ask for.
type ResourceList struct {
	CPU              Quantity `json:"cpu,omitempty"`
	Memory           Quantity `json:"memory,omitempty"`
	EphemeralStorage Quantity `json:"ephemeral-storage,omitempty"`
}

// Quantity is an amount as Kubernetes writes it: 100m, 256Mi, 2.
type Quantity string

// Probes holds the declared probes; none is invented.
type Probes struct {
	Startup   *Probe `json:"startup,omitempty"`
	Readiness *Probe `json:"readiness,omitempty"`
	Liveness  *Probe `json:"liveness,omitempty"`
}

// Probe is a URL without a host, or the fields of a Kubernetes Probe that Pod Security allows.
type Probe struct {
	URL                           string      `json:"-"`
	Exec                          *ExecAction `json:"exec,omitempty"`
	HTTPGet                       *HTTPGet    `json:"httpGet,omitempty"`
	TCPSocket                     *TCPSocket  `json:"tcpSocket,omitempty"`
	GRPC                          *GRPC       `json:"grpc,omitempty"`
	InitialDelaySeconds           int32       `json:"initialDelaySeconds,omitempty"`
	TimeoutSeconds                int32       `json:"timeoutSeconds,omitempty"`
	PeriodSeconds                 int32       `json:"periodSeconds,omitempty"`
	SuccessThreshold              int32       `json:"successThreshold,omitempty"`
	FailureThreshold              int32       `json:"failureThreshold,omitempty"`
	TerminationGracePeriodSeconds *int64      `json:"terminationGracePeriodSeconds,omitempty"`
}

// ExecAction runs a command in the container.
type ExecAction struct {
	Command []string `json:"command"`
}

// HTTPGet asks the container over HTTP or HTTPS.
type HTTPGet struct {
	Path        string       `json:"path,omitempty"`
	Port        PortRef      `json:"port"`
	Scheme      string       `json:"scheme,omitempty"`
	HTTPHeaders []HTTPHeader `json:"httpHeaders,omitzero"`
}

// HTTPHeader is one header of a probe's request.
type HTTPHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// TCPSocket opens a connection to the container.
type TCPSocket struct {
	Port PortRef `json:"port"`
}

// GRPC asks the container's gRPC health service; the port is a number, never a name.
type GRPC struct {
	Port    int32  `json:"port"`
	Service string `json:"service,omitempty"`
}
