package templates

// The templates of a base; which of them an application needs is decided in build.go.
var (
	namespaceTemplate      = template{"Namespace", namespaceComments, func(s *scope, _ int) any { return namespace(s.app) }}
	defaultAccountTemplate = template{"ServiceAccount", defaultAccountComments, func(s *scope, _ int) any { return defaultAccount(s.app) }}
	denyAllTemplate        = template{"NetworkPolicy", denyAllComments, func(s *scope, _ int) any { return denyAll(s.app) }}
	quotaTemplate          = template{"ResourceQuota", quotaComments, func(s *scope, _ int) any { return quota(s.app) }}
	limitRangeTemplate     = template{"LimitRange", limitRangeComments, func(s *scope, _ int) any { return limitRange(s.app) }}
	allowDNSTemplate       = template{"NetworkPolicy", allowDNSComments, func(s *scope, _ int) any { return allowDNS(s.app) }}
	configMapTemplate      = template{"ConfigMap", configMapComments, func(s *scope, i int) any { return configMap(s.app, &s.app.Config[i]) }}
	storeAccountTemplate   = template{"ServiceAccount", storeAccountComments, func(s *scope, _ int) any { return storeAccount(s.app) }}
	secretStoreTemplate    = template{"SecretStore", nil, func(s *scope, _ int) any { return secretStore(s.app) }}
	externalSecretTemplate = template{"ExternalSecret", externalSecretComments, func(s *scope, i int) any { return externalSecret(s.app, &s.app.Secrets[i]) }}

	claimTemplate              = template{"PersistentVolumeClaim", claimComments, func(s *scope, i int) any { return claim(s.frame(), &s.w.Writable[i]) }}
	accountTemplate            = template{"ServiceAccount", accountComments, func(s *scope, _ int) any { return account(s.frame()) }}
	roleTemplate               = template{"Role", nil, func(s *scope, i int) any { return role(s.frame(), i) }}
	roleBindingTemplate        = template{"RoleBinding", nil, func(s *scope, i int) any { return roleBinding(s.frame(), i) }}
	boundRoleTemplate          = template{"RoleBinding", nil, func(s *scope, i int) any { return boundRole(s.frame(), i) }}
	clusterRoleTemplate        = template{"ClusterRole", clusterNameComments, func(s *scope, i int) any { return clusterRole(s.frame(), i) }}
	clusterRoleBindingTemplate = template{"ClusterRoleBinding", clusterNameComments, func(s *scope, i int) any { return clusterRoleBinding(s.frame(), i) }}
	boundClusterRoleTemplate   = template{"ClusterRoleBinding", clusterNameComments, func(s *scope, i int) any { return boundClusterRole(s.frame(), i) }}
	deploymentTemplate         = template{"Deployment", deploymentComments, func(s *scope, _ int) any { return deployment(s.frame()) }}
	serviceTemplate            = template{"Service", nil, func(s *scope, _ int) any { return service(s.frame()) }}
	denyWorkloadTemplate       = template{"NetworkPolicy", denyWorkloadComments, func(s *scope, _ int) any { return denyWorkload(s.frame()) }}
	workloadDNSTemplate        = template{"NetworkPolicy", allowDNSComments, func(s *scope, _ int) any { return workloadDNS(s.frame()) }}
	ingressPolicyTemplate      = template{"NetworkPolicy", nil, func(s *scope, _ int) any { return ingressPolicy(s.frame()) }}
	egressPolicyTemplate       = template{"NetworkPolicy", nil, func(s *scope, _ int) any { return egressPolicy(s.frame()) }}
	ciliumTemplate             = template{"CiliumNetworkPolicy", ciliumComments, func(s *scope, _ int) any { return ciliumPolicy(s.frame()) }}
	calicoTemplate             = template{"NetworkPolicy", calicoComments, func(s *scope, _ int) any { return calicoPolicy(s.frame()) }}
	disruptionBudgetTemplate   = template{"PodDisruptionBudget", disruptionComments, func(s *scope, _ int) any { return disruptionBudget(s.frame()) }}
)
