package spec

// PlatformStore is the External Secrets store that secrets are read from; kind defaults to
// SecretStore. With a provider the store is made too, in the application's own namespace.
type PlatformStore struct {
	Kind  string      `json:"kind,omitempty"`
	Name  string      `json:"name"`
	AWS   *AWSStore   `json:"aws,omitempty"`
	Vault *VaultStore `json:"vault,omitempty"`
	GCP   *GCPStore   `json:"gcp,omitempty"`
	Azure *AzureStore `json:"azure,omitempty"`
}

// IsMade is true for a store that is written here, and not by somebody else.
func (s *PlatformStore) IsMade() bool {
	return s != nil && (s.AWS != nil || s.Vault != nil || s.GCP != nil || s.Azure != nil)
}

// AccountName is the account that a store which is made reads with. Trust policies of clouds name it.
func (s *PlatformStore) AccountName() string { return s.Name + "-secrets" }

// Identity are the annotations by which a cloud takes the store's account for one of its own identities.
func (s *PlatformStore) Identity() map[string]string {
	switch {
	case s.AWS != nil:
		return map[string]string{"eks.amazonaws.com/role-arn": s.AWS.Role}
	case s.GCP != nil && s.GCP.ServiceAccount != "":
		return map[string]string{"iam.gke.io/gcp-service-account": s.GCP.ServiceAccount}
	case s.Azure != nil:
		return map[string]string{"azure.workload.identity/client-id": s.Azure.ClientID, "azure.workload.identity/tenant-id": s.Azure.TenantID}
	}
	return nil
}

// AWSStore is AWS Secrets Manager or Parameter Store, read as an IAM role for service accounts.
type AWSStore struct {
	Service string `json:"service,omitempty"`
	Region  string `json:"region"`
	Role    string `json:"role"`
}

// VaultStore is a key-value engine of HashiCorp Vault, read with its Kubernetes login.
type VaultStore struct {
	Server    string     `json:"server"`
	Path      string     `json:"path,omitempty"`
	Version   string     `json:"version,omitempty"`
	Namespace string     `json:"namespace,omitempty"`
	MountPath string     `json:"mountPath,omitempty"`
	Role      string     `json:"role"`
	Audience  string     `json:"audience,omitempty"`
	CA        *ConfigKey `json:"ca,omitempty"`
}

// ConfigKey is one key of a declared config.
type ConfigKey struct {
	Config string `json:"config"`
	Key    string `json:"key"`
}

// GCPStore is Google Secret Manager, read with workload identity.
type GCPStore struct {
	ProjectID        string `json:"projectID"`
	ClusterLocation  string `json:"clusterLocation"`
	ClusterName      string `json:"clusterName"`
	ClusterProjectID string `json:"clusterProjectID,omitempty"`
	ServiceAccount   string `json:"serviceAccount,omitempty"`
}

// AzureStore is Azure Key Vault, read with workload identity.
type AzureStore struct {
	VaultURL string `json:"vaultURL"`
	ClientID string `json:"clientID"`
	TenantID string `json:"tenantID"`
}
