//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package kustomize

import (
	"errors"
	"os"
	"syscall"
)

// flock takes the lock that the system drops when the process ends, however it ends; it reports whether it was free.
// A file system that has no such lock for a directory (NFS) is taken for a free one.
func flock(f *os.File) (bool, error) {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		case errors.Is(err, syscall.EBADF), errors.Is(err, syscall.ENOLCK), errors.Is(err, errors.ErrUnsupported):
			return true, nil
		}
		return err == nil, err
	}
}
