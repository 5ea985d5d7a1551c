// Command writebytes writes the files of an archive into a folder and does nothing else; how long
// harden-gen takes for the same files is measured against it.
//
//	writebytes pack ARCHIVE DIR     put all files of DIR into ARCHIVE
//	writebytes ARCHIVE DIR          write them into DIR
package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

func main() {
	args := os.Args[1:]
	do := unpack
	if len(args) == 3 && args[0] == "pack" {
		do, args = pack, args[1:]
	}
	if len(args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: writebytes [pack] ARCHIVE DIR")
		os.Exit(2)
	}
	if err := do(args[0], args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "writebytes:", err)
		os.Exit(1)
	}
}

// pack writes for each file a line with its path and length, and its bytes.
func pack(archive, dir string) error {
	var out bytes.Buffer
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		fmt.Fprintf(&out, "%d %s\n", len(data), rel)
		out.Write(data)
		return nil
	})
	if err != nil {
		return err
	}
	return os.WriteFile(archive, out.Bytes(), 0o600)
}

func unpack(archive, dir string) error {
	rest, err := os.ReadFile(archive)
	if err != nil {
		return err
	}
	made := ""
	for len(rest) > 0 {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		var size int
		var name string
		if _, err := fmt.Sscanf(string(line), "%d %s", &size, &name); err != nil || size > len(after) {
			return fmt.Errorf("not an archive: %q", line)
		}
		path := filepath.Join(dir, name)
		if parent := filepath.Dir(path); parent != made {
			if err := os.MkdirAll(parent, 0o755); err != nil {
				return err
			}
			made = parent
		}
		if err := os.WriteFile(path, after[:size], 0o644); err != nil {
			return err
		}
		rest = after[size:]
	}
	return nil
}
