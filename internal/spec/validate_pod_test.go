package spec

import "testing"

func TestMountPaths(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"writable: [{mountPath: cache}]",
			`harden.yaml:7:26: workloads[0].writable[0].mountPath: "cache" is no absolute path
  hint: begin with a slash, such as /var/cache/app`},
		{"writable: [{mountPath: /a/}]",
			`harden.yaml:7:26: workloads[0].writable[0].mountPath: "/a/" is not the shortest spelling of this path
  hint: write /a`},
		{"writable: [{mountPath: /a/../b}]",
			`harden.yaml:7:26: workloads[0].writable[0].mountPath: "/a/../b" is not the shortest spelling of this path
  hint: write /b`},
		{"writable: [{mountPath: /}]",
			`harden.yaml:7:26: workloads[0].writable[0].mountPath: the root file system stays read-only
  hint: name the folders that the program writes to`},
		{`writable: [{mountPath: "/a:b"}]`,
			`harden.yaml:7:26: workloads[0].writable[0].mountPath: "/a:b" cannot be a mount path
  hint: use printable characters other than a colon`},
		{`writable: [{mountPath: "/a\nb"}]`,
			`harden.yaml:7:26: workloads[0].writable[0].mountPath: "/a\nb" cannot be a mount path
  hint: use printable characters other than a colon`},
		{"writable: [{mountPath: /proc}]", `harden.yaml:7:26: workloads[0].writable[0].mountPath: "/proc" belongs to the kernel`},
		{"writable: [{mountPath: /sys/fs}]", `harden.yaml:7:26: workloads[0].writable[0].mountPath: "/sys/fs" belongs to the kernel`},
		{"writable: [{mountPath: /dev}]", `harden.yaml:7:26: workloads[0].writable[0].mountPath: "/dev" belongs to the kernel`},
		{"writable: [{mountPath: /etc/hosts}]", `harden.yaml:7:26: workloads[0].writable[0].mountPath: "/etc/hosts" is written by the kubelet`},
		{"writable: [{mountPath: /a}, {mountPath: /a}]",
			`harden.yaml:7:43: workloads[0].writable[1].mountPath: something is already mounted at "/a"
  hint: mount it somewhere else`},
		{"writable: [{mountPath: /var/run/secrets/kubernetes.io/serviceaccount}]",
			`harden.yaml:7:26: workloads[0].writable[0].mountPath: /var/run/secrets/kubernetes.io/serviceaccount is kept for the token of the service account
  hint: mount it somewhere else, such as /var/run/secrets/app/NAME`},
		{"writable: [{mountPath: /var/run/secrets/kubernetes.io/serviceaccount/a}]",
			`harden.yaml:7:26: workloads[0].writable[0].mountPath: /var/run/secrets/kubernetes.io/serviceaccount is kept for the token of the service account
  hint: mount it somewhere else, such as /var/run/secrets/app/NAME`},
		{`writable: [{mountPath: ""}]`,
			`harden.yaml:7:26: workloads[0].writable[0].mountPath: "" is no absolute path
  hint: begin with a slash, such as /var/cache/app`},
	})
}

func TestSecretMountPaths(t *testing.T) {
	testProblems(t, whole, []problemCase{
		{small + "  secrets: [{name: db, mountPath: /etc}]\nsecrets: [{name: db, existing: true}]\n",
			`harden.yaml:7:35: workloads[0].secrets[0].mountPath: the kubelet mounts /etc/hosts and others there, which a read-only folder refuses
  hint: name a folder of its own, such as /etc/app`},
		{small + "  secrets: [{name: db, mountPath: /var/run/secrets}]\nsecrets: [{name: db, existing: true}]\n",
			`harden.yaml:7:35: workloads[0].secrets[0].mountPath: /var/run/secrets/kubernetes.io/serviceaccount is kept for the token of the service account
  hint: mount it somewhere else, such as /var/run/secrets/app/NAME`},
		{small + "  secrets: [{name: db, mountPath: /tmp}]\nsecrets: [{name: db, existing: true}]\n",
			`harden.yaml:7:35: workloads[0].secrets[0].mountPath: something is already mounted at "/tmp"
  hint: mount it somewhere else`},
		{small + "  secrets: [{name: db, mountPath: /a}]\n  writable: [{mountPath: /a/b}]\nsecrets: [{name: db, existing: true}]\n",
			`harden.yaml:7:35: workloads[0].secrets[0].mountPath: "/a" and "/a/b" lie in each other, and the outer one is read-only
  hint: mount the two side by side`},
		{small + "  secrets: [{name: db, mountPath: /var/run/secrets/kubernetes.io}]\nsecrets: [{name: db, existing: true}]\n",
			`harden.yaml:7:35: workloads[0].secrets[0].mountPath: /var/run/secrets/kubernetes.io/serviceaccount is kept for the token of the service account
  hint: mount it somewhere else, such as /var/run/secrets/app/NAME`},
	})
}

func TestWritable(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"writable: [{mountPath: /a, medium: memory}]",
			`harden.yaml:7:38: workloads[0].writable[0].medium: "memory" is not known here
  hint: did you mean Memory?`},
		{"writable: [{mountPath: /a, medium: Disk}]",
			`harden.yaml:7:38: workloads[0].writable[0].medium: "Disk" is not known here
  hint: one of Memory`},
		{"writable: [{mountPath: /a, size: 1Q}]",
			`harden.yaml:7:36: workloads[0].writable[0].size: "1Q" is no amount
  hint: write an amount such as 100m of CPU or 256Mi of memory`},
		{"writable: [{mountPath: /a, size: 0}]", `harden.yaml:7:36: workloads[0].writable[0].size: "0" is not more than zero`},
		{"writable: [{mountPath: /a, size: 64m}]",
			`harden.yaml:7:36: workloads[0].writable[0].size: "64m" is a few thousandths of a byte
  hint: did you mean 64Mi?`},
		{"writable: [{mountPath: /a, size: 64}]",
			`harden.yaml:7:36: workloads[0].writable[0].size: "64" is fewer than 1024 bytes
  hint: write its unit, such as 64Mi`},
	})
}

func TestResources(t *testing.T) {
	testProblems(t, inResources, []problemCase{
		{"{requests: {cpu: lots}}",
			`harden.yaml:7:31: workloads[0].resources.requests.cpu: "lots" is no amount
  hint: write an amount such as 100m of CPU or 256Mi of memory`},
		{"{requests: {cpu: -1}}", `harden.yaml:7:31: workloads[0].resources.requests.cpu: "-1" is not more than zero`},
		{"{requests: {cpu: 0}}", `harden.yaml:7:31: workloads[0].resources.requests.cpu: "0" is not more than zero`},
		{"{limits: {memory: 256m}}",
			`harden.yaml:7:32: workloads[0].resources.limits.memory: "256m" is a few thousandths of a byte
  hint: did you mean 256Mi?`},
		{"{limits: {memory: 0.5}}",
			`harden.yaml:7:32: workloads[0].resources.limits.memory: "0.5" is fewer than 1024 bytes
  hint: write its unit, such as 0.5Mi`},
		{"{requests: {memory: 1Gi}, limits: {memory: 512Mi}}",
			`harden.yaml:7:34: workloads[0].resources.requests.memory: the request 1Gi is above the limit 512Mi
  hint: raise the limit or lower the request`},
		{"{requests: {cpu: 2}, limits: {cpu: 1500m}}",
			`harden.yaml:7:31: workloads[0].resources.requests.cpu: the request 2 is above the limit 1500m
  hint: raise the limit or lower the request`},
		{"{requests: {ephemeral-storage: 2Gi}, limits: {ephemeral-storage: 1Gi}}",
			`harden.yaml:7:45: workloads[0].resources.requests.ephemeral-storage: the request 2Gi is above the limit 1Gi
  hint: raise the limit or lower the request`},
		{"{limits: {memory: 1GB}}",
			`harden.yaml:7:32: workloads[0].resources.limits.memory: "1GB" is no amount
  hint: write an amount such as 100m of CPU or 256Mi of memory`},
		{"{requests: {ephemeral-storage: x}}",
			`harden.yaml:7:45: workloads[0].resources.requests.ephemeral-storage: "x" is no amount
  hint: write an amount such as 100m of CPU or 256Mi of memory`},
	})
}
