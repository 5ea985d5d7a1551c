package spec

import "maps"

// Patterns of JSON Schema are searched for, not matched whole: each is anchored at both ends.
const (
	labelPattern      = `^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`
	subdomainPattern  = `^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`
	labelKeyPattern   = `^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$`
	noteKeyPattern    = `^([A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$`
	labelValuePattern = `^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$`
	cidrPattern       = `^[0-9a-f.:]+/[0-9]{1,3}$`
	imagePattern      = `^(localhost|[^\s/@]*[.:][^\s/@]*)/[^\s@]+@sha256:[0-9a-f]{64}$`
	portNamePattern   = `^([a-z0-9]+-)*[a-z0-9]+$`
	pathPattern       = `^/[^:]+$`
	probePattern      = `^((https?|tcp)://:[A-Za-z0-9-]+|grpc://:[0-9]+)(/.*)?$`
	quantityPattern   = `^\+?([0-9]+(\.[0-9]*)?|\.[0-9]+)(n|u|m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi|E|Ei|[eE][-+]?[0-9]+)?$`
	envNamePattern    = `^[-._a-zA-Z][-._a-zA-Z0-9]*$`
	uuidPattern       = `^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`
	modePattern       = `^0[45][45][045]$`
	quotaNamePattern  = `^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$`
	roleNamePattern   = `^[!-$&-.0-~]+$`
	dataKeyPattern    = `^[-._a-zA-Z0-9]+$`
)

func pattern(p string) object     { return object{"pattern": p} }
func between(low, n int64) object { return object{"minimum": low, "maximum": n} }
func atLeast(low int64) object    { return object{"minimum": low} }
func filled() object              { return object{"minItems": 1} }
func ports() object               { return between(1, 65535) }

func stringsOf(p string) object {
	return object{"type": "string", "pattern": p}
}

// listOf and mapOf say what the entries are.
func listOf(entry object) object { return object{"items": entry, "minItems": 1} }

func mapOf(keys string, entry object) object {
	m := object{"propertyNames": pattern(keys)}
	if entry != nil {
		m["additionalProperties"] = entry
	}
	return m
}

// schemaFacts is what the types and the question table do not say, by the path of a question.
func schemaFacts() map[string]object {
	labels, notes := mapOf(labelKeyPattern, stringsOf(labelValuePattern)), mapOf(noteKeyPattern, nil)
	httpsURL := pattern(`^https://`)
	facts := map[string]object{
		"config[].name":                                      pattern(subdomainPattern),
		"config[].data":                                      {"propertyNames": pattern(dataKeyPattern)},
		"config[].files":                                     {"propertyNames": pattern(dataKeyPattern), "additionalProperties": stringsOf(`^[^/\\:]+(/[^/\\:]+)*$`)},
		"platform.secretStore.aws.region":                    pattern(`^[a-z0-9]*-[a-z0-9]*-[a-z0-9-]*$`),
		"platform.secretStore.aws.role":                      pattern(`^arn:aws[^:\s]*:iam::[0-9]{12}:role/\S+$`),
		"platform.secretStore.vault.server":                  httpsURL,
		"platform.secretStore.vault.role":                    pattern(`^\S+$`),
		"platform.secretStore.gcp.projectID":                 pattern(`^[a-z0-9:.-]+$`),
		"platform.secretStore.gcp.clusterLocation":           pattern(`^[a-z0-9:.-]+$`),
		"platform.secretStore.gcp.clusterName":               pattern(`^[a-z0-9:.-]+$`),
		"platform.secretStore.gcp.clusterProjectID":          pattern(`^[a-z0-9:.-]+$`),
		"platform.secretStore.gcp.serviceAccount":            pattern(`^\S+@\S+\.gserviceaccount\.com$`),
		"platform.secretStore.azure.vaultURL":                httpsURL,
		"platform.secretStore.azure.clientID":                pattern(uuidPattern),
		"platform.secretStore.azure.tenantID":                pattern(uuidPattern),
		"workloads[].writable[].claim.name":                  pattern(subdomainPattern),
		"workloads[].writable[].claim.storageClassName":      pattern(subdomainPattern),
		"workloads[].writable[].claim.accessModes":           listOf(object{"type": "string", "enum": []string{ReadWriteOnce, ReadWriteOncePod, ReadWriteMany}}),
		"workloads[].config[].name":                          pattern(subdomainPattern),
		"workloads[].config[].mountPath":                     pattern(pathPattern),
		"workloads[].secrets[].items":                        filled(),
		"workloads[].secrets[].items[].mode":                 pattern(modePattern),
		"workloads[].config[].items":                         filled(),
		"workloads[].config[].items[].mode":                  pattern(modePattern),
		"metadata.name":                                      pattern(labelPattern),
		"metadata.annotations":                               notes,
		"namespace.name":                                     pattern(labelPattern),
		"namespace.podSecurity.version":                      pattern(`^v1\.[0-9]+$`),
		"platform.kubernetesVersion":                         pattern(`^1\.[0-9]+$`),
		"platform.dns.namespace":                             pattern(labelPattern),
		"platform.dns.podLabels":                             labels,
		"platform.dns.ports":                                 listOf(merged(object{"type": "integer"}, ports())),
		"platform.dns.nodeLocal":                             {"items": stringsOf(cidrPattern)},
		"platform.dns.nodeLocalPodLabels":                    labels,
		"platform.cloudIdentity[].cidr":                      pattern(cidrPattern),
		"platform.cloudIdentity[].port":                      ports(),
		"platform.apiServer[].cidr":                          pattern(cidrPattern),
		"platform.apiServer[].port":                          ports(),
		"platform.controlPlane.cidrs":                        listOf(stringsOf(cidrPattern)),
		"platform.nodes.cidrs":                               listOf(stringsOf(cidrPattern)),
		"platform.gateway.namespace":                         pattern(labelPattern),
		"platform.gateway.podLabels":                         labels,
		"platform.monitoring.namespace":                      pattern(labelPattern),
		"platform.monitoring.podLabels":                      labels,
		"platform.secretStore.name":                          pattern(subdomainPattern),
		"platform.registries":                                {"items": stringsOf(`^[^/]+/(.*/)?$`)},
		"secrets[].name":                                     pattern(subdomainPattern),
		"secrets[].secretStore.name":                         pattern(subdomainPattern),
		"secrets[].data":                                     {"propertyNames": pattern(dataKeyPattern)},
		"secrets[].data.*.key":                               {"minLength": 1},
		"workloads":                                          filled(),
		"workloads[].name":                                   pattern(labelPattern),
		"workloads[].image":                                  pattern(imagePattern),
		"workloads[].env":                                    {"propertyNames": pattern(envNamePattern)},
		"workloads[].replicas":                               atLeast(0),
		"workloads[].runAsUser":                              between(1, 1<<31-1),
		"workloads[].runAsGroup":                             between(1, 1<<31-1),
		"workloads[].fsGroup":                                between(1, 1<<31-1),
		"workloads[].hostUsers":                              {"const": false},
		"workloads[].labels":                                 labels,
		"workloads[].annotations":                            notes,
		"workloads[].ports[].name":                           merged(pattern(portNamePattern), object{"maxLength": 15}),
		"workloads[].connects[].name":                        pattern(labelPattern),
		"workloads[].connects[].ports":                       filled(),
		"workloads[].secrets[].name":                         pattern(subdomainPattern),
		"workloads[].ports[].containerPort":                  ports(),
		"workloads[].ports[].servicePort":                    ports(),
		"workloads[].serviceAccount.annotations":             notes,
		"workloads[].writable[].mountPath":                   pattern(pathPattern),
		"workloads[].secrets[].mountPath":                    pattern(pathPattern),
		"workloads[].terminationGracePeriodSeconds":          atLeast(1),
		"workloads[].kubernetesAPI.rules[].verbs":            filled(),
		"workloads[].kubernetesAPI.rules[].resources":        filled(),
		"workloads[].kubernetesAPI.rules[].resourceNames":    filled(),
		"workloads[].probes.*.exec.command":                  filled(),
		"environments[].name":                                pattern(labelPattern),
		"environments[].components":                          {"items": stringsOf(labelPattern), "uniqueItems": true},
		"waivers[].control":                                  pattern(`^[a-z]+(-[a-z]+)*$`),
		"waivers[].workload":                                 pattern(labelPattern),
		"waivers[].reason":                                   pattern(`\S`),
		"waivers[].owner":                                    pattern(`\S`),
		"waivers[].expires":                                  pattern(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`),
		"workloads[].probes.*.grpc.port":                     ports(),
		"workloads[].probes.*.terminationGracePeriodSeconds": atLeast(1),
	}
	for _, n := range []string{"initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"} {
		facts["workloads[].probes.*."+n] = atLeast(0)
	}
	maps.Copy(facts, accessFacts())
	maps.Copy(facts, gitOpsFacts())
	for _, peer := range []string{"workloads[].ports[].from[]", "workloads[].connects[].to"} {
		facts[peer+".workload"] = pattern(labelPattern)
		facts[peer+".namespace"] = pattern(labelPattern)
		facts[peer+".namespaceLabels"] = labels
		facts[peer+".podLabels"] = labels
		facts[peer+".cidr"] = pattern(cidrPattern)
		facts[peer+".except"] = object{"items": stringsOf(cidrPattern)}
	}
	return facts
}

// gitOpsFacts are those of the controllers that apply the tree.
func gitOpsFacts() map[string]object {
	folder := pattern(`^(\.|[^/\s\\{}*?\[\]]+(/[^/\s\\{}*?\[\]]+)*)$`)
	return map[string]object{
		"gitops":                         {"minProperties": 1, "maxProperties": 1},
		"gitops.argocd.namespace":        pattern(labelPattern),
		"gitops.argocd.project":          pattern(subdomainPattern),
		"gitops.argocd.repoURL":          pattern(`^(https://[^@\s]+/[^?#\s]+|ssh://[^\s]+/[^?#\s]+|[^@:/\s]+@[^:\s]+:[^\s]+)$`),
		"gitops.argocd.revision":         pattern(`^[^-\s]\S*$`),
		"gitops.argocd.path":             folder,
		"gitops.argocd.cluster":          pattern(`^\S+$`),
		"gitops.flux.namespace":          pattern(labelPattern),
		"gitops.flux.source.name":        pattern(subdomainPattern),
		"gitops.flux.source.namespace":   pattern(labelPattern),
		"gitops.flux.path":               folder,
		"gitops.flux.interval":           pattern(fluxInterval),
		"gitops.flux.serviceAccountName": pattern(subdomainPattern),
	}
}

// accessFacts are those of quotas, permissions and tokens.
func accessFacts() map[string]object {
	amount := object{"oneOf": []object{stringsOf(quantityPattern), {"type": "number", "minimum": 0}}}
	return map[string]object{
		"namespace.quota.hard":                                  {"minProperties": 1, "propertyNames": pattern(quotaNamePattern), "additionalProperties": amount},
		"workloads[].serviceAccount.tokens[].audience":          pattern(`^[!-~]+$`),
		"workloads[].serviceAccount.tokens[].mountPath":         pattern(pathPattern),
		"workloads[].serviceAccount.tokens[].expirationSeconds": between(shortestToken, longestToken),
		"workloads[].kubernetesAPI.rules[].nonResourceURLs":     listOf(stringsOf(`^/[!-~]*$`)),
		"workloads[].kubernetesAPI.rules[].namespace":           pattern(labelPattern),
		"workloads[].kubernetesAPI.bind[].role":                 pattern(roleNamePattern),
		"workloads[].kubernetesAPI.bind[].clusterRole":          pattern(roleNamePattern),
		"workloads[].kubernetesAPI.bind[].namespace":            pattern(labelPattern),
	}
}

func merged(a, b object) object {
	m := maps.Clone(a)
	maps.Copy(m, b)
	return m
}
