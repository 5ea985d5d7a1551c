package spec

func Rewrite(file string, data, want []byte) (after []byte, lost []string, err error) {
	return want, nil, nil
}
