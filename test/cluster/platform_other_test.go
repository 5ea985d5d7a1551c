//go:build !linux

package cluster

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

const unsupported = "they need Linux, which ends the processes of a test that was killed"

func tie(*exec.Cmd, syscall.Signal) {}

func detach(*exec.Cmd) {}

func signalGroup(*exec.Cmd, syscall.Signal) error { return errors.ErrUnsupported }

func lock(*os.File) error { return errors.ErrUnsupported }
