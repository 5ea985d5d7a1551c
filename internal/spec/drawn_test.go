package spec

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestDrawnSpecs holds specs that are drawn key by key, most values good and some not, to the laws
// of FuzzLoad: mutated bytes seldom come that far.
func TestDrawnSpecs(t *testing.T) {
	schema := compiledSchema(t)
	valid := 0
	const enough, rounds = 5, 10 // of a hundred specs about nine are valid, and once in twelve times fewer than five
	for round := 0; valid < enough && round < rounds; round++ {
		rapid.Check(t, func(r *rapid.T) {
			for range round {
				rapid.Uint64().Draw(r, "other draws from the same seed")
			}
			app := HardenedApplication{APIVersion: APIVersion, Kind: Kind}
			draw(r, reflect.ValueOf(&app).Elem(), "")
			app.APIVersion, app.Kind = APIVersion, Kind
			addFacts(&app)
			b, err := json.Marshal(app)
			if err != nil {
				r.Fatal(err)
			}
			text := []byte(escaped(string(b)))
			checkLaws(r, schema, text)
			if problemsOf(string(text)) == "" {
				valid++
			}
		})
	}
	t.Logf("%d of the specs are valid", valid)
	if valid < enough {
		t.Errorf("%d of the specs are valid, so that this test says little", valid)
	}
}

// addFacts says what most specs need and few drawn ones have.
func addFacts(app *HardenedApplication) {
	p := &app.Platform
	p.APIServer = []Endpoint{{"10.96.0.1/32", 443}}
	p.ControlPlane, p.Nodes = &Ranges{[]string{"10.20.0.0/28"}}, &Ranges{[]string{"10.30.0.0/16"}}
	p.Gateway, p.Monitoring = &PodSet{Namespace: "a"}, &PodSet{Namespace: "b"}
	p.SecretStore = &PlatformStore{Name: "a"}
	if len(p.Registries) > 0 {
		p.Registries = append(p.Registries, "images.example.com/", "localhost:5000/", "docker.io/library/")
	}
	p.CloudIdentity = []Endpoint{{"169.254.170.23/32", 80}}
	if p.DNS != nil {
		p.Profile = "" // Cloud DNS has no pods that a part of dns could speak of
	}
	for i := range app.Workloads {
		w := &app.Workloads[i]
		if p.UserIDs == IDsAssigned || p.UserIDs == "" && p.Profile == "openshift" {
			w.RunAsUser, w.RunAsGroup, w.FSGroup = nil, nil, nil
		}
		if w.HostUsers != nil {
			w.HostUsers = new(false)
		}
	}
	if !slices.ContainsFunc(app.Secrets, func(s Secret) bool { return s.Name == "a" }) {
		app.Secrets = append(app.Secrets, Secret{Name: "a", Existing: true})
	}
	app.Config = slices.DeleteFunc(app.Config, func(c Config) bool { return c.Name == "a" })
	app.Config = append(app.Config, Config{Name: "a", Existing: true})
}

// goodWords are values that are good for a key of that name; bad ones are good for few.
func goodWords(key string) []string {
	switch key {
	case "image":
		return []string{goodImage, "localhost:5000/a/b" + digest, "docker.io/library/a__b:v1" + digest}
	case "mountPath":
		return []string{"/a", "/a/b", "/var/cache/app", "/tmp", "/dev/shm"}
	case "cidr", "cidrs", "except":
		return []string{"10.0.8.0/24", "10.0.8.9/32", "2001:db8::/32"}
	case "nodeLocal":
		return []string{"169.254.20.10/32"}
	case "registries":
		return []string{"images.example.com/", "localhost:5000/", "docker.io/library/"}
	case "cni":
		return []string{CNIGeneric, CNICilium, CNICalico}
	case "profile":
		return []string{"generic"}
	case "mesh":
		return []string{"none"}
	case "enforce", "warn", "audit":
		return []string{Restricted}
	case "version":
		return []string{"v1.34", "v1.32"}
	case "kubernetesVersion":
		return []string{"1.34", "1.37"}
	case "verbs":
		return []string{"get", "list", "watch"}
	case "resources":
		return []string{"configmaps", "pods/log", "widgets.example.com"}
	case "cpu", "memory", "ephemeral-storage", "size":
		return []string{"1Gi", "2Gi", "1500M", "4096Ki", "1e9", "2.5G"}
	case "path", "files":
		return []string{"a", "b/c", "c.yaml"}
	case "server", "vaultURL":
		return []string{"https://a.example.com:8200", "https://b.vault.azure.net"}
	case "role":
		return []string{"arn:aws:iam::111122223333:role/a"}
	case "region":
		return []string{"eu-central-1"}
	case "serviceAccount":
		return []string{"a@b.iam.gserviceaccount.com"}
	case "clientID", "tenantID":
		return []string{"00000000-1111-2222-3333-444444444444"}
	case "field":
		return []string{"metadata.name", "metadata.labels['a/b']"}
	case "value", "args", "command":
		return []string{"a", "", "no", "1.10", " a", "a: b", "\t", "\u2028", "\U0001f600"}
	}
	return []string{"a", "b", "c", "api-2"}
}

func badWords() []string {
	return []string{"", "A B", "1.10", "no", "~", "-a", "\u0085", "\n", "/a/../b", "0.0.0.0/0", "kube-system", "<<", "'", "#", "\ufeff"}
}

func isBad(r *rapid.T) bool { return rapid.IntRange(0, 99).Draw(r, "bad") == 99 }

func drawWord(r *rapid.T, key string) string {
	for _, q := range questions() {
		if len(q.Values) > 0 && (q.Path == key || len(q.Path) > len(key) && q.Path[len(q.Path)-len(key)-1:] == "."+key) && key != "kind" && key != "version" {
			return rapid.SampledFrom(q.Values).Draw(r, key)
		}
	}
	if isBad(r) {
		return rapid.SampledFrom(badWords()).Draw(r, key)
	}
	return rapid.SampledFrom(goodWords(key)).Draw(r, key)
}

// drawUnion fills a value that is written in more than one way, unless it is left to be drawn field by field.
func drawUnion(r *rapid.T, v reflect.Value, key string) (done bool) {
	switch p := v.Addr().Interface().(type) {
	case *Environment:
		drawEnvironment(r, p)
		return true
	case *EnvVar:
		*p = rapid.SampledFrom([]EnvVar{{Value: drawWord(r, "value")}, {Field: drawWord(r, "field")}, {Secret: "a", Key: "a"},
			{Resource: "limits.memory", Divisor: "1Mi"}, {Resource: "requests.cpu"}, {Config: "a", Key: "a"}, {Secret: "a", Key: "a", Optional: true}}).Draw(r, key)
		return true
	case *Peer:
		if rapid.Bool().Draw(r, "word") {
			p.Word = rapid.SampledFrom(peerWords()[:6]).Draw(r, key)
			return true
		}
		*p = rapid.SampledFrom([]Peer{{Workload: drawWord(r, "name")}, {Namespace: "a"}, {PodLabels: map[string]string{"a": "b"}}, {NamespaceLabels: map[string]string{}},
			{CIDR: drawWord(r, "cidr")}, {CIDR: "10.0.8.0/24", Except: []string{"10.0.8.9/32"}}}).Draw(r, key)
		if isBad(r) {
			*p = rapid.SampledFrom([]Peer{{Word: PeerAnywhere}, {Host: "a.b"}, {}, {PodLabels: map[string]string{}}}).Draw(r, key)
		}
		return true
	case *Claim:
		*p = rapid.SampledFrom([]Claim{{Size: "2.5G", StorageClassName: "b", AccessModes: []string{ReadWriteMany, ReadWriteOnce}}, {Size: "1Gi"},
			{Name: drawWord(r, "name"), Existing: true, AccessModes: []string{ReadWriteMany}}}).Draw(r, key)
		if isBad(r) {
			*p = rapid.SampledFrom([]Claim{{}, {Size: "a"}, {Name: "a", Size: "1Gi"}, {Size: "1Gi", AccessModes: []string{"ReadOnlyMany"}}}).Draw(r, key)
		}
		return true
	case *Config:
		*p = rapid.SampledFrom([]Config{{Existing: true}, {Data: map[string]string{"a": drawWord(r, "value")}, Files: map[string]string{"b": drawWord(r, "path")}}}).Draw(r, key)
		p.Name = drawWord(r, "name")
		return true
	case *Secret:
		*p = rapid.SampledFrom([]Secret{{Existing: true}, {Data: map[string]RemoteKey{"a": {Key: drawWord(r, "key")}, "b": {Key: "c", Property: "d"}}}}).Draw(r, key)
		p.Name = drawWord(r, "name")
		return true
	case *SecretMount:
		*p = SecretMount{Name: "a", MountPath: "/secrets" + drawWord(r, "mountPath"), Optional: true}
		return true
	case *ConfigMount:
		*p = ConfigMount{Name: "a", MountPath: "/config" + drawWord(r, "mountPath"), Items: rapid.SampledFrom([][]FileItem{nil, {{Key: "a", Path: "a", Mode: "0555"}, {Key: "b", Path: "c/b"}}}).Draw(r, key)}
		return true
	case *WritablePath:
		*p = rapid.SampledFrom([]WritablePath{{}, {Size: "1Gi"}, {Medium: MediumMemory, Size: "2.5G"}, {Claim: &Claim{}}}).Draw(r, key)
		p.MountPath = drawWord(r, "mountPath")
		if p.Claim != nil {
			drawUnion(r, reflect.ValueOf(p.Claim).Elem(), "claim")
		}
		return true
	case *PortRef:
		*p = rapid.SampledFrom([]PortRef{{Number: 80}, {Number: 8080, Protocol: "UDP"}, {Name: "a"}, {Number: 443, Protocol: "TCP"}}).Draw(r, key)
		return true
	case *Probe:
		if rapid.Bool().Draw(r, "url") {
			p.URL = rapid.SampledFrom([]string{"http://:80/b", "tcp://:80", "grpc://:80", "https://:a"}).Draw(r, key)
			return true
		}
		switch rapid.IntRange(0, 3).Draw(r, "way") {
		case 0:
			p.Exec = &ExecAction{Command: []string{drawWord(r, "command")}}
			return true
		case 1:
			p.TCPSocket = &TCPSocket{Port: PortRef{Number: 80}}
			return true
		case 2:
			p.HTTPGet = &HTTPGet{Port: PortRef{Number: 80}, HTTPHeaders: []HTTPHeader{{"A", drawWord(r, "value")}}}
			return true
		}
	}
	return false
}

// drawEnvironment says a part of an application in place of what the application says.
func drawEnvironment(r *rapid.T, e *Environment) {
	said := map[string]any{"name": drawWord(r, "name")}
	if rapid.Bool().Draw(r, "namespace") {
		said["namespace"] = "other"
	}
	if rapid.IntRange(0, 2).Draw(r, "workloads") == 2 {
		var workloads []Workload
		draw(r, reflect.ValueOf(&workloads).Elem(), "workloads")
		said["workloads"] = workloads
	}
	if rapid.Bool().Draw(r, "components") {
		e.Components = []string{drawWord(r, "name")}
		said["components"] = e.Components
	}
	if rapid.Bool().Draw(r, "secrets") {
		said["secrets"] = []Secret{{Name: "a", Existing: true}}
	}
	b, err := json.Marshal(said)
	if err != nil {
		r.Fatal(err)
	}
	e.Said = b
}

// draw fills v, the value of a key.
func draw(r *rapid.T, v reflect.Value, key string) {
	if drawUnion(r, v, key) {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		draw(r, v.Elem(), key)
	case reflect.Struct:
		for i := range v.NumField() {
			name := jsonName(v.Type().Field(i))
			if name == "" || name == "kind" || !required(v.Type(), i) && rapid.IntRange(0, 2).Draw(r, "skip") > 0 {
				continue
			}
			draw(r, v.Field(i), name)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), rapid.SampledFrom([]int{1, 1, 2}).Draw(r, "length"), 2))
		for i := range v.Len() {
			draw(r, v.Index(i), key)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range rapid.IntRange(1, 2).Draw(r, "length") {
			e := reflect.New(v.Type().Elem()).Elem()
			if strings.HasSuffix(strings.ToLower(key), "labels") {
				draw(r, e, "label")
			} else {
				draw(r, e, "value")
			}
			v.SetMapIndex(reflect.ValueOf(drawWord(r, "key")), e)
		}
	case reflect.String:
		v.SetString(drawWord(r, key))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(r, key))
	case reflect.Int32, reflect.Int64:
		numbers := []int64{1, 2, 80, 8080}
		if slices.Contains([]string{"containerPort", "servicePort", "port", "ports"}, key) {
			numbers = []int64{80, 8080, 443}
		}
		if isBad(r) {
			numbers = []int64{0, -1, 70000}
		}
		v.SetInt(rapid.SampledFrom(numbers).Draw(r, key))
	}
}
