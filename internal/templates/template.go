package templates

// The templates of a base; which of them an application needs is decided in build.go.
var (
	namespaceTemplate      = template{"Namespace", namespaceComments, func(s *scope, _ int) any { return namespace(s.app) }}
	defaultAccountTemplate = template{"ServiceAccount", defaultAccountComments, func(s *scope, _ int) any { return defaultAccount(s.app) }}
	denyAllTemplate        = template{"NetworkPolicy", denyAllComments, func(s *scope, _ int) any { return denyAll(s.app) }}
	allowDNSTemplate       = template{"NetworkPolicy", allowDNSComments, func(s *scope, _ int) any { return allowDNS(s.app) }}
	configMapTemplate      = template{"ConfigMap", configMapComments, func(s *scope, i int) any { return configMap(s.app, &s.app.Config[i]) }}
	storeAccountTemplate   = template{"ServiceAccount", storeAccountComments, func(s *scope, _ int) any { return storeAccount(s.app) }}
	secretStoreTemplate    = template{"SecretStore", nil, func(s *scope, _ int) any { return secretStore(s.app) }}
	externalSecretTemplate = template{"ExternalSecret", externalSecretComments, func(s *scope, i int) any { return externalSecret(s.app, &s.app.Secrets[i]) }}

	claimTemplate            = template{"PersistentVolumeClaim", claimComments, func(s *scope, i int) any { return claim(newFrame(s), &s.w.Writable[i]) }}
	accountTemplate          = template{"ServiceAccount", accountComments, func(s *scope, _ int) any { return account(newFrame(s)) }}
	roleTemplate             = template{"Role", nil, func(s *scope, _ int) any { return role(newFrame(s)) }}
	roleBindingTemplate      = template{"RoleBinding", nil, func(s *scope, _ int) any { return roleBinding(newFrame(s)) }}
	deploymentTemplate       = template{"Deployment", deploymentComments, func(s *scope, _ int) any { return deployment(newFrame(s)) }}
	serviceTemplate          = template{"Service", nil, func(s *scope, _ int) any { return service(newFrame(s)) }}
	ingressPolicyTemplate    = template{"NetworkPolicy", nil, func(s *scope, _ int) any { return ingressPolicy(newFrame(s), s.edges.Of(s.index)) }}
	egressPolicyTemplate     = template{"NetworkPolicy", nil, func(s *scope, _ int) any { return egressPolicy(newFrame(s), s.edges.Of(s.index)) }}
	ciliumTemplate           = template{"CiliumNetworkPolicy", ciliumComments, func(s *scope, _ int) any { return ciliumPolicy(newFrame(s)) }}
	calicoTemplate           = template{"NetworkPolicy", calicoComments, func(s *scope, _ int) any { return calicoPolicy(newFrame(s)) }}
	disruptionBudgetTemplate = template{"PodDisruptionBudget", disruptionComments, func(s *scope, _ int) any { return disruptionBudget(newFrame(s)) }}
)
