package spec

import "testing"

func TestParseAPIRule(t *testing.T) {
	testForm(t, ParseAPIRule, []formCase[APIRule]{
		{"get:configmaps=api-flags", APIRule{Verbs: []string{"get"}, Resources: []string{"configmaps"}, ResourceNames: []string{"api-flags"}}},
		{"get,list:pods,pods/log", APIRule{Verbs: []string{"get", "list"}, Resources: []string{"pods", "pods/log"}}},
		{"get:clusterroles=system:node,b", APIRule{Verbs: []string{"get"}, Resources: []string{"clusterroles"}, ResourceNames: []string{"system:node", "b"}}},
	})
	const (
		hint  = "write VERBS:RESOURCES[=NAMES], such as get:configmaps=api-flags"
		scope = "a rule holds in the application's own namespace: VERBS:RESOURCES[=NAMES]"
	)
	testMalformed(t, ParseAPIRule, []malformedCase{
		{"get", `"get" is no rule`, hint},
		{":pods", `":pods" is no rule`, hint},
		{"get:", `"get:" is no rule`, hint},
		{"get:pods=", `"get:pods=" is no rule`, hint},
		{"cluster:list,watch:nodes", `the scope "cluster" is not built yet in this version`, scope},
		{"ns/kube-system:get:pods/log", `the scope "ns/kube-system" is not built yet in this version`, scope},
	})
}

func TestParseWritable(t *testing.T) {
	testForm(t, ParseWritable, []formCase[WritablePath]{
		{"/var/cache/app=256Mi", WritablePath{MountPath: "/var/cache/app", Size: "256Mi"}},
		{"/tmp", WritablePath{MountPath: "/tmp"}},
		{"/a=b=1Gi", WritablePath{MountPath: "/a=b", Size: "1Gi"}},
	})
	const hint = "write PATH[=SIZE], such as /var/cache/app=256Mi"
	testMalformed(t, ParseWritable, []malformedCase{
		{"", `"" is no absolute path`, hint},
		{"cache=1Gi", `"cache=1Gi" is no absolute path`, hint},
		{"/cache=", `"/cache=" has no size after the equals sign`, hint},
	})
}

func TestParseSecret(t *testing.T) {
	type secret struct {
		Name, Key string
		Remote    RemoteKey
	}
	parse := func(s string) (secret, error) {
		name, key, remote, err := ParseSecret(s)
		return secret{name, key, remote}, err
	}
	testForm(t, parse, []formCase[secret]{
		{"db-credentials:password=prod/payments/db#password", secret{"db-credentials", "password", RemoteKey{"prod/payments/db", "password"}}},
		{"db:key=a:b=c#d#e", secret{"db", "key", RemoteKey{"a:b=c", "d#e"}}},
		{"db:key=remote", secret{"db", "key", RemoteKey{Key: "remote"}}},
	})
	const hint = "write NAME:KEY=REMOTE[#PROPERTY], such as db-credentials:password=prod/payments/db#password"
	for _, s := range []string{"", "db", "db:key", "db:key=", "db:=a", ":key=a", "db=a", "db:key=#a", "db:key=a#"} {
		testMalformed(t, parse, []malformedCase{{s, quote(s) + " does not say where a secret is kept", hint}})
	}
}

func TestParseEnv(t *testing.T) {
	type env struct{ Key, Value string }
	parse := func(s string) (env, error) {
		key, value, err := ParseEnv(s)
		return env{key, value}, err
	}
	testForm(t, parse, []formCase[env]{{"LOG=info", env{"LOG", "info"}}, {"A=", env{"A", ""}}, {"A=b=c,d", env{"A", "b=c,d"}}})
	const hint = "write KEY=VALUE, such as LOG=info"
	testMalformed(t, parse, []malformedCase{{"LOG", `"LOG" has no value`, hint}, {"=a", `"=a" has no value`, hint}, {"", `"" has no value`, hint}})
}

func TestParseResourceList(t *testing.T) {
	testForm(t, ParseResourceList, []formCase[ResourceList]{
		{"cpu=100m,memory=128Mi", ResourceList{CPU: "100m", Memory: "128Mi"}},
		{"memory=256Mi", ResourceList{Memory: "256Mi"}},
		{"ephemeral-storage=1Gi", ResourceList{EphemeralStorage: "1Gi"}},
	})
	const hint = "write cpu=AMOUNT,memory=AMOUNT, such as cpu=100m,memory=128Mi"
	testMalformed(t, ParseResourceList, []malformedCase{
		{"", `"" is no amount of a resource`, hint},
		{"100m", `"100m" is no amount of a resource`, hint},
		{"cpu=", `"cpu=" is no amount of a resource`, hint},
		{"cpu=1,", `"" is no amount of a resource`, hint},
		{"mem=1Gi", `"mem" is no resource: cpu, memory, ephemeral-storage`, hint},
		{"cpu=1,cpu=2", `cpu stands twice in "cpu=1,cpu=2"`, "give one amount"},
	})
}

func TestParseEndpoint(t *testing.T) {
	testForm(t, ParseEndpoint, []formCase[Endpoint]{
		{"10.96.0.1/32:443", Endpoint{"10.96.0.1/32", 443}},
		{"[2001:db8::/64]:6443", Endpoint{"2001:db8::/64", 6443}},
	})
	const hint = "write CIDR:PORT, such as 10.96.0.1/32:443"
	for _, s := range []string{"", "10.96.0.1/32", ":443", "10.96.0.1/32:", "10.96.0.1/32:https", "10.96.0.1/32:0", "[2001:db8::/64]", "[]:443", "[[:1", "2001:db8::/64:443", "[10.96.0.1/32]:443"} {
		testMalformed(t, ParseEndpoint, []malformedCase{{s, quote(s) + " is no range with a port", hint}})
	}
}

func TestParseSecretStore(t *testing.T) {
	testForm(t, ParseSecretStore, []formCase[SecretStore]{
		{"ClusterSecretStore/aws-secrets-manager", SecretStore{"ClusterSecretStore", "aws-secrets-manager"}},
		{"vault", SecretStore{Name: "vault"}},
	})
	const hint = "write [KIND/]NAME, such as ClusterSecretStore/aws-secrets-manager"
	for _, s := range []string{"", "/vault", "SecretStore/"} {
		testMalformed(t, ParseSecretStore, []malformedCase{{s, quote(s) + " names no store", hint}})
	}
}

func TestParseProbeFlag(t *testing.T) {
	type probe struct {
		Kind  string
		Probe Probe
	}
	parse := func(s string) (probe, error) {
		kind, p, err := ParseProbeFlag(s)
		return probe{kind, p}, err
	}
	testForm(t, parse, []formCase[probe]{
		{"readiness=http://:http/readyz", probe{"readiness", Probe{URL: "http://:http/readyz", HTTPGet: &HTTPGet{Path: "/readyz", Port: PortRef{Name: "http"}}}}},
		{"liveness=grpc://:5050", probe{"liveness", Probe{URL: "grpc://:5050", GRPC: &GRPC{Port: 5050}}}},
		{"startup=grpc://:5050/health", probe{"startup", Probe{URL: "grpc://:5050/health", GRPC: &GRPC{Port: 5050, Service: "health"}}}},
		{"liveness=https://:8443", probe{"liveness", Probe{URL: "https://:8443", HTTPGet: &HTTPGet{Path: "/", Port: PortRef{Number: 8443}, Scheme: "HTTPS"}}}},
		{"liveness=tcp://:5432", probe{"liveness", Probe{URL: "tcp://:5432", TCPSocket: &TCPSocket{Port: PortRef{Number: 5432}}}}},
		{"liveness=http://:80/a?b=c#d", probe{"liveness", Probe{URL: "http://:80/a?b=c#d", HTTPGet: &HTTPGet{Path: "/a?b=c#d", Port: PortRef{Number: 80}}}}},
	})
	const (
		kinds = "write KIND=URL, such as readiness=http://:http/readyz"
		hint  = "write http://:http/readyz, https://:8443/, tcp://:5432 or grpc://:5050[/SERVICE]"
	)
	testMalformed(t, parse, []malformedCase{
		{"", `"" is no kind of probe: startup, readiness, liveness`, kinds},
		{"http://:80", `"http://:80" is no kind of probe: startup, readiness, liveness`, kinds},
		{"ready=http://:80", `"ready" is no kind of probe: startup, readiness, liveness`, kinds},
		{"readiness", `"" is no probe URL`, hint},
		{"readiness=/readyz", `"/readyz" is no probe URL`, hint},
		{"readiness=http://api:80/", `"http://api:80/" names a host or no port; a probe always asks its own pod`, hint},
		{"readiness=http://[::1]:80/", `"http://[::1]:80/" names a host or no port; a probe always asks its own pod`, hint},
		{"readiness=http://:/", `"" is no port`, hint},
		{"readiness=http://:80?a", `"80?a" is no port`, hint},
		{"readiness=HTTP://:80/", `"HTTP" is no scheme of a probe: http, https, tcp, grpc`, hint},
	})
}

func TestParseClaim(t *testing.T) {
	for text, want := range map[string]string{"/data=10Gi": "/data=10Gi", "/a=b=1Gi": "/a=b=1Gi", "/data": "", "data=1Gi": "", "/data=": ""} {
		p, err := ParseClaim(text)
		if (err != nil) != (want == "") || err == nil && (p.String() != want || p.Claim == nil || p.Size != "") {
			t.Errorf("%s: %+v, %v", text, p, err)
		}
	}
}

func TestParseConfig(t *testing.T) {
	for text, want := range map[string]string{"a:b=c": "a b c", "a:b.c=d:e=f": "a b.c d:e=f", "a:b=": "a b ", "a:b": "", ":b=c": "", "a:=c": "", "a=b:c": ""} {
		name, key, value, err := ParseConfig(text)
		if (err != nil) != (want == "") || err == nil && name+" "+key+" "+value != want {
			t.Errorf("%s: %s %s %s, %v", text, name, key, value, err)
		}
	}
}
