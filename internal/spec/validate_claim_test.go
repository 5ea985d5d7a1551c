package spec

import "testing"

func TestClaimsProblems(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"writable: [{mountPath: /data, claim: {}}]",
			`harden.yaml:7:40: workloads[0].writable[0].claim.size: a claim asks for a size
  hint: write how much it may hold, such as size: 10Gi, or existing: true with a name`},
		{"writable: [{mountPath: /data, size: 1Gi, medium: Memory, claim: {size: 1Gi}}]",
			`harden.yaml:7:39: workloads[0].writable[0].size: size is for scratch space, and this path has a claim
  hint: remove the key; claim.size says how much a claim asks for
harden.yaml:7:52: workloads[0].writable[0].medium: medium is for scratch space, and this path has a claim
  hint: remove the key; claim.size says how much a claim asks for`},
		{"writable: [{mountPath: /data, claim: {size: 10GB}}]",
			`harden.yaml:7:47: workloads[0].writable[0].claim.size: "10GB" is no amount
  hint: write an amount such as 100m of CPU or 256Mi of memory`},
		{"writable: [{mountPath: /data, claim: {size: 10, storageClassName: Fast}}]",
			`harden.yaml:7:47: workloads[0].writable[0].claim.size: "10" is fewer than 1024 bytes
  hint: write its unit, such as 10Mi
harden.yaml:7:69: workloads[0].writable[0].claim.storageClassName: "Fast" is no name for a storage class
  hint: lower case letters, digits, dashes and dots, at most 253, a letter or digit at both ends`},
		{"writable: [{mountPath: /data, claim: {name: data, size: 1Gi}}]",
			`harden.yaml:7:47: workloads[0].writable[0].claim.name: "data" would be the name of a claim that somebody else makes
  hint: remove it: a claim is named after its workload and path; or add existing: true`},
		{"writable: [{mountPath: /data, claim: {existing: true, size: 1Gi, storageClassName: fast}}]",
			`harden.yaml:7:40: workloads[0].writable[0].claim.name: an existing claim needs a name
  hint: write the name of the PersistentVolumeClaim
harden.yaml:7:63: workloads[0].writable[0].claim.size: an existing claim is only referenced, and has what others asked for
  hint: remove size, or existing
harden.yaml:7:86: workloads[0].writable[0].claim.storageClassName: an existing claim is only referenced, and has what others asked for
  hint: remove storageClassName, or existing`},
		{"writable: [{mountPath: /data, claim: {name: A, existing: true}}]",
			`harden.yaml:7:47: workloads[0].writable[0].claim.name: "A" is no name for a claim
  hint: lower case letters, digits, dashes and dots, at most 253, a letter or digit at both ends`},
		{"writable: [{mountPath: /data, claim: {size: 1Gi, accessModes: [ReadOnlyMany, ReadWriteOncePod, RWX, ReadWriteOnce, ReadWriteOnce]}}]",
			`harden.yaml:7:66: workloads[0].writable[0].claim.accessModes[0]: a path that is written to cannot have a volume that is only read
  hint: write ReadWriteOnce or ReadWriteMany
harden.yaml:7:80: workloads[0].writable[0].claim.accessModes[1]: ReadWriteOncePod goes with no other mode
  hint: let it stand alone
harden.yaml:7:98: workloads[0].writable[0].claim.accessModes[2]: "RWX" is not known here
  hint: one of ReadWriteOnce, ReadWriteOncePod, ReadWriteMany
harden.yaml:7:118: workloads[0].writable[0].claim.accessModes[4]: the mode ReadWriteOnce stands here a second time
  hint: name it once`},
		{"writable: [{mountPath: /data, claim: {size: 1Gi, accessModes: []}}]",
			`harden.yaml:7:52: workloads[0].writable[0].claim.accessModes: a claim has at least one access mode
  hint: remove the key for ReadWriteOnce`},
		{"replicas: 3\nwritable: [{mountPath: /data, claim: {size: 1Gi}}]",
			`harden.yaml:7:13: workloads[0].replicas: 3 pods cannot all mount the claim at "/data"
  hint: write replicas: 1, or accessModes: [ReadWriteMany] at the claim when its storage class can`},
		{"replicas: 3\nwritable: [{mountPath: /data, claim: {size: 1Gi, accessModes: [ReadWriteMany]}}]",
			``},
		{"writable: [{mountPath: /a, claim: {name: x, existing: true}}, {mountPath: /b, claim: {name: x, existing: true}}]",
			`harden.yaml:7:81: workloads[0].writable[1].claim: the claim "x" is mounted twice, and the kubelet waits for the second mount for good
  hint: mount it once, and use folders below that path`},
	})
	testProblems(t, whole, []problemCase{
		{small + "  writable: [{mountPath: /a/b, claim: {size: 1Gi}}]\n- name: api-a\n  image: " + goodImage + "\n  writable: [{mountPath: /b, claim: {size: 1Gi}}]" + "\n",
			`harden.yaml:10:30: workloads[1].writable[0].claim: the claim would be called "api-a-b", as one of the workload api is
  hint: mount it at another path`},
		{small + "  writable: [{mountPath: /a, claim: {size: 1Gi, accessModes: [ReadWriteMany]}}]\n- name: web\n  image: " + goodImage + "\n  writable: [{mountPath: /b, claim: {name: api-a, existing: true}}]" + "\n",
			`harden.yaml:10:30: workloads[1].writable[0].claim: the workload api mounts the claim "api-a" too, and one node at a time can have it
  hint: write accessModes: [ReadWriteMany] in both places, when its storage class can, or give each a claim of its own`},
		{small + "  writable: [{mountPath: /a, claim: {size: 1Gi, accessModes: [ReadWriteMany]}}]\n- name: web\n  image: " + goodImage + "\n  writable: [{mountPath: /b, claim: {name: api-a, existing: true, accessModes: [ReadWriteMany]}}]" + "\n",
			``},
	})
}
