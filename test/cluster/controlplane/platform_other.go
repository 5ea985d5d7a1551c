//go:build !linux

package controlplane

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// Unsupported says why the tests cannot run on this system; empty where they can.
const Unsupported = "they need Linux, which ends the processes of a test that was killed"

// Tie does nothing here.
func Tie(*exec.Cmd, syscall.Signal) {}

// Detach does nothing here.
func Detach(*exec.Cmd) {}

// SignalGroup is not possible here.
func SignalGroup(*exec.Cmd, syscall.Signal) error { return errors.ErrUnsupported }

func lock(*os.File) error { return errors.ErrUnsupported }
