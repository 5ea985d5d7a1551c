package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestAddAtOnce lets processes add to the same application: none may lose what another one added.
func TestAddAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	const processes = 8
	dir := filepath.Join(t.TempDir(), "k8s")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, specName), []byte(manyWorkloads(1, 10001)), 0o644); err != nil {
		t.Fatal(err)
	}
	image := "registry.example.com/shop/w:1.4.2@sha256:" + strings.Repeat("0", 64)
	ended := make(chan string)
	for i := range processes {
		args := []string{"add", "more" + strconv.Itoa(i), "-q", "-o", dir, "--image", image}
		if i == 0 {
			args = []string{"overlay", "staging", "-q", "-o", dir, "--replicas", "w0=1"}
		}
		cmd := process(t, dir, args...)
		go func() {
			said, err := cmd.CombinedOutput()
			if err != nil {
				said = append(said, err.Error()...)
			}
			ended <- string(said)
		}()
	}
	for range processes {
		if said := <-ended; said != "" {
			t.Error(said)
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, specName))
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i < processes; i++ {
		if name := "more" + strconv.Itoa(i); !strings.Contains(string(data), "name: "+name+"\n") {
			t.Errorf("%s was lost:\n%s", name, data)
		}
	}
	if !strings.Contains(string(data), "staging") {
		t.Errorf("the environment was lost:\n%s", data)
	}
	if code, _, said := command(dir, "generate"); code != exitOK || !strings.Contains(said, "up to date") {
		t.Errorf("exit %d: %s", code, said)
	}
}
