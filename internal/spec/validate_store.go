package spec

import (
	"net/url"
	"strings"
	"unicode"
)

// platformStore checks the store that secrets come from by default, and the one that is made.
func (v *validator) platformStore(at *path, s *PlatformStore) {
	if s == nil {
		return
	}
	v.secretStore(at, &SecretStore{Kind: s.Kind, Name: s.Name})
	providers := 0
	for _, said := range []bool{s.AWS != nil, s.Vault != nil, s.GCP != nil, s.Azure != nil} {
		if said {
			providers++
		}
	}
	if providers == 0 {
		return
	}
	if providers > 1 {
		v.report(at, "keep one of aws, vault, gcp and azure", "a store is with one provider")
	}
	if s.Kind == "ClusterSecretStore" {
		p := at.key("kind")
		v.report(&p, "write SecretStore, or remove the provider and let those who run the cluster make the store", "a ClusterSecretStore serves every namespace, and is not one application's to make")
	}
	if name := s.AccountName(); len(name) > 253 {
		p := at.key("name")
		v.report(&p, "shorten it", "the store's account would be called %s", quote(name))
	}
	v.aws(at, s.AWS)
	v.vault(at, s.Vault)
	v.gcp(at, s.GCP)
	v.azure(at, s.Azure)
}

func (v *validator) aws(at *path, s *AWSStore) {
	if s == nil {
		return
	}
	root := at.key("aws")
	p := root.key("service")
	v.oneOf(&p, s.Service, "SecretsManager", "ParameterStore")
	p = root.key("region")
	if strings.Count(s.Region, "-") < 2 || strings.Trim(s.Region, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		v.report(&p, "such as eu-central-1", "%s is no region of AWS", quote(s.Region))
	}
	p = root.key("role")
	if parts := strings.SplitN(s.Role, ":", 6); len(parts) != 6 || parts[0] != "arn" || !strings.HasPrefix(parts[1], "aws") || parts[2] != "iam" || parts[3] != "" ||
		len(parts[4]) != 12 || strings.Trim(parts[4], "0123456789") != "" || !strings.HasPrefix(parts[5], "role/") || parts[5] == "role/" || hasBlank(s.Role) {
		v.report(&p, "such as arn:aws:iam::111122223333:role/payments-secrets", "%s is no ARN of an IAM role", quote(s.Role))
	}
}

func (v *validator) vault(at *path, s *VaultStore) {
	if s == nil {
		return
	}
	root := at.key("vault")
	p := root.key("server")
	v.httpsURL(&p, s.Server, "https://vault.example.com:8200")
	p = root.key("version")
	v.oneOf(&p, s.Version, "v1", "v2")
	for _, f := range []struct{ key, value string }{{"path", s.Path}, {"namespace", s.Namespace}, {"mountPath", s.MountPath}, {"role", s.Role}, {"audience", s.Audience}} {
		p := root.key(f.key)
		if f.key == "role" && f.value == "" {
			v.report(&p, "write the role of Vault's Kubernetes login that this account may take", "there is no role")
		} else if hasBlank(f.value) {
			v.report(&p, "write it without blanks", "%s cannot be a %s of Vault", quote(f.value), f.key)
		}
	}
	if s.CA != nil {
		ca := root.key("ca")
		p := ca.key("config")
		if c := v.knownConfig(&p, s.CA.Config); c != nil {
			p = ca.key("key")
			v.keyOfConfig(&p, c, s.CA.Key)
		}
	}
}

func (v *validator) gcp(at *path, s *GCPStore) {
	if s == nil {
		return
	}
	root := at.key("gcp")
	for _, f := range []struct{ key, value, sample string }{
		{"projectID", s.ProjectID, "example-project"}, {"clusterLocation", s.ClusterLocation, "europe-west1"}, {"clusterName", s.ClusterName, "prod"}, {"clusterProjectID", s.ClusterProjectID, "example-project"},
	} {
		if f.key == "clusterProjectID" && f.value == "" {
			continue
		}
		p := root.key(f.key)
		if f.value == "" || strings.Trim(f.value, "abcdefghijklmnopqrstuvwxyz0123456789-:.") != "" {
			v.report(&p, "such as "+f.sample, "%s is no %s of Google Cloud", quote(f.value), f.key)
		}
	}
	p := root.key("serviceAccount")
	if name, host, ok := strings.Cut(s.ServiceAccount, "@"); s.ServiceAccount != "" && (!ok || name == "" || !strings.HasSuffix(host, ".gserviceaccount.com") || hasBlank(s.ServiceAccount)) {
		v.report(&p, "such as payments-secrets@example-project.iam.gserviceaccount.com; remove the key where the project trusts the Kubernetes account itself", "%s is no service account of Google Cloud", quote(s.ServiceAccount))
	}
}

func (v *validator) azure(at *path, s *AzureStore) {
	if s == nil {
		return
	}
	root := at.key("azure")
	p := root.key("vaultURL")
	v.httpsURL(&p, s.VaultURL, "https://example.vault.azure.net")
	for _, f := range []struct{ key, value string }{{"clientID", s.ClientID}, {"tenantID", s.TenantID}} {
		p := root.key(f.key)
		if !isUUID(f.value) {
			v.report(&p, "write it as 00000000-1111-2222-3333-444444444444", "%s is no id of Microsoft Entra", quote(f.value))
		}
	}
}

// httpsURL refuses a way on which the login's token could be read, and credentials in the address.
func (v *validator) httpsURL(p *path, s, sample string) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || hasBlank(s) {
		v.report(p, "such as "+sample, "%s is no https address of a server", quote(s))
	}
}

func hasBlank(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
}

func isUUID(s string) bool {
	return len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' && strings.Count(s, "-") == 4 &&
		strings.Trim(s, "0123456789abcdefABCDEF-") == ""
}
