package spec

import "slices"

// Page is what is asked together: why, and what follows from the answer. The texts of the questions
// themselves are in the question table.
type Page struct {
	Title    string
	Why      string   // one sentence
	Nothing  string   // what follows when nothing is said
	Said     string   // what follows when something is
	Flags    []string // its questions; FlagName is the workload's name, FlagOverlay the environments
	Required bool     // asked of everybody; every other page is offered with its defaults
}

// FlagName stands for the question that an argument answers and no flag does: the workload's name.
const FlagName = "NAME"

// FlagOverlay stands for the question that a command of that name answers and no flag does: the environments. Each is
// asked what OverlayFlags says.
const FlagOverlay = "overlay"

// Pages is every page, the required ones first. Each question that has a flag is on one of them.
func Pages() []Page {
	pages := pageTable()
	rest := Page{
		Title: "Everything else", Why: "These are asked seldom.",
		Nothing: "The defaults hold.", Said: "What is said here replaces the defaults.",
	}
	for _, q := range questions() {
		if q.Flag != "" && !q.OfEnvironment() && !slices.ContainsFunc(pages, func(p Page) bool { return slices.Contains(p.Flags, q.Flag) }) {
			rest.Flags = append(rest.Flags, q.Flag)
		}
	}
	if len(rest.Flags) > 0 {
		pages = append(pages, rest)
	}
	return pages
}

func pageTable() []Page {
	return []Page{
		{
			Title: "The program", Flags: []string{FlagName, "image", "namespace"}, Required: true,
			Why:     "A name that stays, and the exact image that runs.",
			Nothing: "Its pods run as a plain user, on a read-only disk, in a namespace that refuses anything weaker.",
			Said:    "Its pods run as a plain user, on a read-only disk, in a namespace that refuses anything weaker.",
		},
		{
			Title: "Ports and callers", Flags: []string{"port", "allow"}, Required: true,
			Why:     "Every connection is refused unless its port and its caller are named here.",
			Nothing: "No ports: nothing can open a connection to this pod.",
			Said:    "The callers named here get in, on these ports. Everybody else is refused.",
		},
		{
			Title: "Connections", Flags: []string{"connect"}, Required: true,
			Why:     "A program that is taken over can only call what is named here.",
			Nothing: "No connections: the pod resolves names and reaches nothing else.",
			Said:    "The pod reaches these, on these ports, and nothing else.",
		},
		{
			Title: "Secrets", Flags: []string{"secret"},
			Why:     "Values stay in your secret store; the files name only where they are kept.",
			Nothing: "No secrets: nothing is mounted.",
			Said:    "Each is a file in " + DefaultSecretsFolder + ", read-only, for this pod alone.",
		},
		{
			Title: "Kubernetes API", Flags: []string{"kubernetes-api"},
			Why:     "Most programs never call the Kubernetes API, and a token for it is what attackers look for first.",
			Nothing: "No access: the pod gets no token, and no way to the API server.",
			Said:    "The pod gets a short-lived token, the way to the API server, and these permissions alone.",
		},
		{
			Title: "Writable folders", Flags: []string{"writable", "claim"},
			Why:     "The disk is read-only, so that nobody can leave a program behind.",
			Nothing: "Only " + DefaultScratchPath + " can be written, up to " + DefaultScratchSize + ".",
			Said:    "These can be written up to their size, and are empty after a restart.",
		},
		{
			Title: "Environment", Flags: []string{"env", "config", "command", "args"},
			Why:     "How the program is started, where the image does not say it.",
			Nothing: "The image's own command and environment hold.",
			Said:    "These come on top of what the image says.",
		},
		{
			Title: "Probes", Flags: []string{"probe"},
			Why:     "Kubernetes has to ask the program whether it is ready; nobody can guess how.",
			Nothing: "No probes: traffic is sent as soon as the process runs, and a hanging one stays.",
			Said:    "Traffic waits for readiness; a failing liveness probe restarts the container.",
		},
		{
			Title: "User and replicas", Flags: []string{"run-as-user", "run-as-group", "fs-group", "replicas", "termination-grace-period-seconds", "kind"},
			Why:     "A number, so that the cluster can prove that it is not root.",
			Nothing: "A user that owns nothing on the node, and a second pod while the first is replaced.",
			Said:    "The image's files must be readable for this user.",
		},
		{
			Title: "Resources", Flags: []string{"requests", "limits"},
			Why:     "What is kept free for the program, and what it may not exceed.",
			Nothing: "Modest amounts that fit most programs.",
			Said:    "More memory than the limit ends the process; more CPU than requested is given while it is free.",
		},
		{
			Title: "Platform", Flags: []string{"profile", "kubernetes-version", "gateway", "monitoring", "secret-store", "api-server", "dns", "cloud-identity", "cni"},
			Why:     "Facts about the cluster that nobody can know from here.",
			Nothing: "What fits any cluster. A fact that an answer needs is asked for by itself.",
			Said:    "The policies and manifests fit this cluster.",
		},
		{
			Title: "GitOps", Flags: []string{"argocd", "flux"},
			Why:     "A controller that applies the files from a Git repository has to be told where they lie.",
			Nothing: "Nobody applies the files but whoever runs kubectl.",
			Said:    "The folder gitops holds what the controller reads; apply it once, beside the controller.",
		},
		{
			Title: "Application", Flags: []string{"app"},
			Why:     "Workloads that belong together carry the name of their application.",
			Nothing: "The application is called as its first workload.",
			Said:    "Every object carries it as its part-of label.",
		},
		{
			Title: "Other environments", Flags: []string{FlagOverlay},
			Why:     "One application often runs in several places, such as staging and production.",
			Nothing: "None: there is the base, which can be applied as it is.",
			Said:    "Each becomes an overlay of the base, which says what differs there and nothing else.",
		},
	}
}

// FindFlag is the question of a flag, of FlagName or of FlagOverlay.
func FindFlag(flag string) (Question, bool) {
	all := questions()
	i := slices.IndexFunc(all, func(q Question) bool {
		return flag != "" && q.Flag == flag || flag == FlagName && q.Path == "workloads[].name" || flag == FlagOverlay && q.Path == "environments"
	})
	if i < 0 {
		return Question{}, false
	}
	return all[i], true
}
