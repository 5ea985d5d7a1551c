package controls

// podSecurityControls are the checks of Pod Security at the level restricted. The API server's own
// evaluator decides; pinned and latest both count.
func podSecurityControls() []Control {
	const (
		admission = "A namespace that enforces restricted refuses the pod; everywhere else it has the power."
		nothing   = "Nothing that an ordinary program does."
	)
	return []Control{
		{ID: "privileged", podSecurity: []string{"privileged"}, locate: privileged, Severity: High,
			Title:  "No container is privileged",
			Why:    "A privileged container is root on its node: it reads every disk and every other pod. " + admission,
			Breaks: "Drivers and node agents. Give them a namespace of their own that is labelled privileged.", References: node("privileged", "5.2.2")},
		{ID: "host-namespaces", podSecurity: []string{"hostNamespaces"}, locate: hostNamespaces, Severity: High,
			Title:  "No pod shares the network, the processes or the shared memory of its node",
			Why:    "On the node's network no NetworkPolicy holds; with its processes every other container can be looked into. " + admission,
			Breaks: "Node agents. Ordinary programs listen on a port of the pod and are published by a Service.", References: node("hostNamespaces", "5.2.3", "5.2.4", "5.2.5")},
		{ID: "host-ports", podSecurity: []string{"hostPorts"}, locate: hostPorts, Severity: High,
			Title:  "No container takes a port of its node",
			Why:    "A port of the node is open to whoever reaches the node, past Services and most policies. " + admission,
			Breaks: "Programs that are called by the node's address. Publish them by a Service or a Gateway.", References: node("hostPorts", "5.2.12")},
		{ID: "volume-types", podSecurity: []string{"restrictedVolumes"}, locate: restrictedVolumes, set: nodeVolumes, Severity: High,
			Title:  "Every volume is of a type that stays inside the namespace",
			Why:    "hostPath is the node's own disk, also by way of a PersistentVolume, and old in-tree types reach storage with the node's rights. " + admission,
			Breaks: "Pods that read the node's files. Use emptyDir, persistentVolumeClaim, configMap, secret, projected, csi or image.", References: node("restrictedVolumes", "5.2.11")},
		{ID: "host-probes", podSecurity: []string{"hostProbesAndHostLifecycle"}, locate: hostProbes, Severity: Medium,
			Title:  "No probe or lifecycle hook names a host",
			Why:    "The kubelet makes the call: a host in a probe lets a pod ask addresses that only the node may ask. Checked since policy version 1.34.",
			Breaks: "Probes of another host. A probe without a host asks the pod itself.", References: References{PodSecurity: []string{"hostProbesAndHostLifecycle"}}},
		{ID: "windows-host-process", podSecurity: []string{"windowsHostProcess"}, locate: windowsHostProcess, Severity: High,
			Title:  "No pod is a process of a Windows node",
			Why:    "A HostProcess container has the node's rights. " + admission,
			Breaks: "Windows node agents. Give them a namespace of their own that is labelled privileged.", References: References{PodSecurity: []string{"windowsHostProcess"}}},
		{ID: "privilege-escalation", podSecurity: []string{"allowPrivilegeEscalation"}, locate: privilegeEscalation, Severity: High,
			Title:      "No process gains privileges that it was not started with",
			Why:        "setuid programs in the image turn any user into root inside of the container.",
			Breaks:     "sudo, ping with file capabilities, and the like. Start the program as the user that it needs.",
			References: References{PodSecurity: []string{"allowPrivilegeEscalation"}, CIS: []string{"5.2.6"}, NSA: []string{nsaPods}, OWASP: []string{"K01"}}},
		{ID: "capabilities", podSecurity: []string{"capabilities_restricted"}, locate: capabilities, Severity: High,
			Title:      "Every container drops all capabilities",
			Why:        "The runtime's default set lets root in the container forge packets, change owners and make device files.",
			Breaks:     "Programs that bind a port below 1024 as root, or change file owners. Listen on a high port and map it in the Service; let the image own its files.",
			References: References{PodSecurity: []string{"capabilities_restricted"}, CIS: []string{"5.2.8", "5.2.9"}, NSA: []string{nsaContainers}, OWASP: []string{"K01"}}},
		{ID: "non-root", podSecurity: []string{"runAsNonRoot"}, locate: nonRoot, Severity: High,
			Title:  "The kubelet refuses to start a container as root",
			Why:    "Root in a container is one kernel flaw away from root on the node.",
			Breaks: "Images that start as root. Set runAsUser to a number, and let that user read the image's files.", References: user("runAsNonRoot")},
		{ID: "root-user", podSecurity: []string{"runAsUser"}, locate: rootUser, Severity: High,
			Title:  "Nothing says that it is user 0",
			Why:    "runAsUser: 0 is root, and contradicts runAsNonRoot.",
			Breaks: nothing + " What must write somewhere gets an emptyDir there.", References: user("runAsUser")},
		{ID: "seccomp", podSecurity: []string{"seccompProfile_restricted"}, locate: seccomp, Severity: Medium,
			Title:      "Every container runs under a seccomp profile",
			Why:        "Without one the program may call every function of the kernel, the flawed ones included.",
			Breaks:     "Tracers and programs that load kernel modules. For those write a Localhost profile.",
			References: References{PodSecurity: []string{"seccompProfile_restricted"}, CIS: []string{"5.6.2"}, NSA: []string{nsaContainers}, OWASP: []string{"K01"}}},
		{ID: "apparmor", podSecurity: []string{"appArmorProfile"}, locate: appArmor, Severity: Medium,
			Title:  "No container switches AppArmor off",
			Why:    "Where a node has AppArmor, the runtime's profile is a wall that costs nothing.",
			Breaks: nothing + " A profile of your own is of type Localhost.", References: References{PodSecurity: []string{"appArmorProfile"}}},
		{ID: "selinux", podSecurity: []string{"seLinuxOptions"}, locate: seLinux, Severity: Medium,
			Title:  "No container chooses an SELinux user, a role, or a type beyond the containers' own",
			Why:    "Another type may read what the node labels as its own.",
			Breaks: nothing, References: References{PodSecurity: []string{"seLinuxOptions"}}},
		{ID: "proc-mount", podSecurity: []string{"procMount", "procMount_restricted"}, locate: procMount, Severity: Medium,
			Title:  "Every container sees the masked /proc",
			Why:    "The unmasked /proc shows and changes settings of the node. From policy version 1.35 on procMount_restricted holds in user namespaces, too.",
			Breaks: "Containers inside of containers. They need a namespace of their own.", References: References{PodSecurity: []string{"procMount", "procMount_restricted"}}},
		{ID: "sysctls", podSecurity: []string{"sysctls"}, locate: sysctls, Severity: High,
			Title:  "No kernel setting but those that concern the pod alone",
			Why:    "Other settings change the node for all of its pods, and the kubelet refuses most of them.",
			Breaks: "Databases that tune the kernel. Let whoever runs the nodes set it there.", References: References{PodSecurity: []string{"sysctls"}}},
	}
}

func node(check string, cis ...string) References {
	return References{PodSecurity: []string{check}, CIS: cis, NSA: []string{nsaPods}, OWASP: []string{"K01"}}
}

func user(check string) References {
	return References{PodSecurity: []string{check}, CIS: []string{"5.2.7", "5.6.3"}, NSA: []string{nsaNonRoot}, OWASP: []string{"K01"}}
}
