package main

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"harden-gen": main})
}

// TestScript drives the program as a shell would. $D in a script is a digest, $IMAGE an image with it.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: false,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			digest := "sha256:" + strings.Repeat("1", 64)
			env.Setenv("D", digest)
			env.Setenv("IMAGE", "registry.example.com/shop/api:1.4.2@"+digest)
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"exit": exitCode},
	})
}

// exitCode runs harden-gen with the arguments behind the first, which is the exit code to expect.
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exit CODE ARGUMENT...")
	}
	err := ts.Exec("harden-gen", args[1:]...)
	code := "0"
	if err != nil {
		code = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, not %s", code, args[0])
	}
}
