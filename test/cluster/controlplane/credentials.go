package controlplane

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// credentials makes an administrator's token and the key that signs the tokens of accounts.
func (p *ControlPlane) credentials() error {
	p.token = rand.Text()
	if err := os.WriteFile(p.File("tokens.csv"), []byte(p.token+",admin,admin,system:masters\n"), 0o600); err != nil {
		return err
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	return os.WriteFile(p.File("accounts.key"), pem.EncodeToMemory(block), 0o600)
}

func (p *ControlPlane) writeKubeconfig(server string) error {
	const name = "test"
	c := api.NewConfig()
	c.Clusters[name] = &api.Cluster{Server: server, CertificateAuthority: p.Authority()}
	c.AuthInfos[name] = &api.AuthInfo{Token: p.token}
	c.Contexts[name] = &api.Context{Cluster: name, AuthInfo: name}
	c.CurrentContext = name
	return clientcmd.WriteToFile(*c, p.File("kubeconfig"))
}
