//go:build !unix

package kustomize

func (d rootDisk) in(name string) (directory, error) {
	sub, err := d.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return rootDisk{sub}, nil
}
