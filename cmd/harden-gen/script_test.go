package main

import (
	"os"
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
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exit":    exitCode,
			"replace": change(func(text string, args []string) string { return strings.Replace(text, args[0], args[1], 1) }, 2),
			"append":  change(func(text string, args []string) string { return text + args[0] + "\n" }, 1),
			"crlf":    change(func(text string, _ []string) string { return strings.ReplaceAll(text, "\n", "\r\n") }, 0),
			"cptree": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check(os.CopyFS(ts.MkAbs(args[1]), os.DirFS(ts.MkAbs(args[0]))))
			},
			"bom": change(func(text string, _ []string) string { return "\ufeff" + text }, 0),
		},
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

// change is a command that edits the file of its first argument; a \n in the others is a line break, a \t a tab.
func change(edit func(text string, args []string) string, arguments int) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 1+arguments {
			ts.Fatalf("usage: FILE, and %d arguments", arguments)
		}
		for i := range args[1:] {
			args[i+1] = strings.NewReplacer(`\n`, "\n", `\t`, "\t").Replace(args[i+1])
		}
		before := ts.ReadFile(args[0])
		after := edit(before, args[1:])
		if before == after {
			ts.Fatalf("%s stays as it is", args[0])
		}
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(after), 0o644))
	}
}
