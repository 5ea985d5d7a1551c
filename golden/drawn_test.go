package golden

import (
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
)

// TestDrawnSpecs judges specs that nobody wrote. Two draw side by side; for a longer search:
//
//	go test ./golden -run TestDrawnSpecs -rapid.checks 10000
func TestDrawnSpecs(t *testing.T) {
	for _, name := range []string{"first", "second"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				if name == "second" {
					rapid.Uint64().Draw(t, "other draws from the same seed")
				}
				app, beside := drawSpec(t)
				data := kustomize.AppendYAML(nil, app, nil)
				t.Logf("the spec:\n%s", data)
				judgeDrawn(t, examine(t, "harden.yaml", data, beside))
			})
		})
	}
}

// FuzzSpec judges every spec that is found valid; what is not valid has problems and no panic.
//
//	go test ./golden -run NONE -fuzz FuzzSpec -fuzzminimizetime 1s
func FuzzSpec(f *testing.F) {
	for _, name := range cases(f) {
		f.Add(read(f, name+"/harden.yaml"))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		app, err := spec.Load("harden.yaml", data)
		if err != nil {
			return
		}
		problems := append(spec.ReadFiles(app, fstest.MapFS{}), spec.FindComponents(app, fstest.MapFS{})...)
		spec.Default(app)
		if problems = append(problems, spec.Validate(app)...); len(problems) > 0 {
			_ = spec.Locate("harden.yaml", data, problems).Error()
			return
		}
		s := examine(t, "harden.yaml", data, fstest.MapFS{})
		for _, c := range checks {
			c.run(t, s)
		}
	})
}
