// Package git reads the files of a folder as they were at a revision. It asks the git program, which alone
// knows every form of a repository, and only for objects: the work tree and the index are not touched.
package git

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// Error says why a revision cannot be read.
type Error struct{ Message, Hint string }

func (e *Error) Error() string { return e.Message }

// Files are the regular files below dir at a revision, by slash-separated path relative to dir.
func Files(dir, revision string) (map[string][]byte, error) {
	if _, err := exec.LookPath("git"); err != nil {
		return nil, &Error{"there is no git program to read " + revision + " with", "install git, or name a folder: --against DIR"}
	}
	if strings.HasPrefix(revision, "-") {
		return nil, &Error{revision + " is no revision", "a branch, a tag or a commit, such as --against main"}
	}
	if _, err := run(dir, nil, "rev-parse", "--is-inside-work-tree"); err != nil {
		return nil, &Error{dir + " is in no Git repository", "name a folder: --against DIR"}
	}
	commit, err := run(dir, nil, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	if err != nil {
		return nil, &Error{"there is no revision and no folder " + revision, "a branch, a tag, a commit or a folder, such as --against main"}
	}
	listing, err := run(dir, nil, "ls-tree", "-r", "-z", strings.TrimSpace(string(commit)))
	if err != nil {
		return nil, err
	}
	return contents(dir, listing)
}

// contents reads every regular file of a listing, all of them from one git.
func contents(dir string, listing []byte) (map[string][]byte, error) {
	var names []string
	var ask bytes.Buffer
	for entry := range strings.SplitSeq(string(listing), "\x00") {
		attributes, name, ok := strings.Cut(entry, "\t")
		fields := strings.Fields(attributes)
		if !ok || len(fields) < 3 || !strings.HasPrefix(fields[0], "100") {
			continue // a link or a submodule
		}
		names = append(names, name)
		ask.WriteString(fields[2] + "\n")
	}
	answer, err := run(dir, &ask, "cat-file", "--batch")
	if err != nil {
		return nil, err
	}
	files := make(map[string][]byte, len(names))
	r := bufio.NewReader(bytes.NewReader(answer))
	for _, name := range names {
		var hash, kind string
		var size int
		if _, err := fmt.Fscanf(r, "%s %s %d\n", &hash, &kind, &size); err != nil {
			return nil, fmt.Errorf("git cat-file: %s: %w", name, err)
		}
		data := make([]byte, size+1) // and a line break
		if _, err := io.ReadFull(r, data); err != nil {
			return nil, fmt.Errorf("git cat-file: %s: %w", name, err)
		}
		files[name] = data[:size]
	}
	return files, nil
}

func run(dir string, in io.Reader, args ...string) ([]byte, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Stdin = dir, in
	// An answer must not depend on the reader's language, and no lock must be taken for it.
	cmd.Env = append(os.Environ(), "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0")
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil, fmt.Errorf("git %s: %s", args[0], strings.TrimSpace(string(exit.Stderr)))
	}
	return out, err
}
