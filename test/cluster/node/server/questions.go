package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/harden-gen/harden-gen/test/cluster/node/report"
)

// accountPath is where clients look for a token.
const accountPath = "/var/run/secrets/kubernetes.io/serviceaccount"

// questions are what the tests ask and tell the server, on a port of their own.
func (s *state) questions() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /report", func(w http.ResponseWriter, _ *http.Request) { say(w, s.look()) })
	mux.HandleFunc("GET /files", func(w http.ResponseWriter, r *http.Request) { say(w, files(r.FormValue("path"))) })
	mux.HandleFunc("GET /exec", func(w http.ResponseWriter, _ *http.Request) {
		if !s.passes("exec") {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("POST /fill", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.ParseInt(r.FormValue("bytes"), 10, 64)
		say(w, fill(r.FormValue("path"), n))
	})
	mux.HandleFunc("POST /fail", func(_ http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.failing[r.FormValue("what")] = r.FormValue("pass") == ""
	})
	mux.HandleFunc("POST /close", func(_ http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.FormValue("port"))
		s.close(n)
	})
	mux.HandleFunc("POST /open", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.FormValue("port"))
		if err := s.open(n); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	mux.HandleFunc("POST /stubborn", func(http.ResponseWriter, *http.Request) { s.stubborn.Store(true) })
	mux.HandleFunc("POST /log", func(_ http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.FormValue("bytes"))
		line := append(bytes.Repeat([]byte("x"), 1023), '\n')
		for range n / len(line) {
			_, _ = os.Stdout.Write(line)
		}
	})
	mux.HandleFunc("POST /api", func(w http.ResponseWriter, r *http.Request) {
		var calls []report.Call
		if err := json.NewDecoder(r.Body).Decode(&calls); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		say(w, callAll(calls))
	})
	return mux
}

func say(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }

// files are all below a path, links followed.
func files(root string) (all []report.File) {
	_ = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		f := report.File{Path: path}
		info, statErr := os.Stat(path)
		switch {
		case err != nil:
			f.Error = err.Error()
		case statErr != nil:
			f.Error = statErr.Error()
		default:
			f.Mode = info.Mode().String()
			if owner, ok := info.Sys().(*syscall.Stat_t); ok {
				f.UID, f.GID = int(owner.Uid), int(owner.Gid)
			}
			if info.IsDir() && e.Type()&fs.ModeSymlink != 0 && filepath.Base(path) != "..data" {
				all = append(all, files(path+"/")...)
			}
			if info.Mode().IsRegular() {
				if f.Content, err = os.ReadFile(path); err != nil {
					f.Error = err.Error()
				}
			}
		}
		all = append(all, f)
		return nil
	})
	return all
}

// fill writes so many bytes into a new file, or as many as it can.
func fill(dir string, n int64) (done report.Filled) {
	f, err := os.CreateTemp(dir, "fill-")
	if err != nil {
		return report.Filled{Error: err.Error()}
	}
	defer f.Close()
	block := bytes.Repeat([]byte("harden"), 1<<13)
	for done.Bytes < n && err == nil {
		var wrote int
		wrote, err = f.Write(block[:min(int64(len(block)), n-done.Bytes)])
		done.Bytes += int64(wrote)
	}
	if err != nil {
		done.Error = err.Error()
	}
	return done
}

// callAll asks the API server as any client in a pod does.
func callAll(calls []report.Call) []report.Answer {
	answers := make([]report.Answer, len(calls))
	token, err := os.ReadFile(accountPath + "/token")
	if err == nil {
		var pem []byte
		pem, err = os.ReadFile(accountPath + "/ca.crt")
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
		client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
		server := "https://" + net.JoinHostPort(os.Getenv("KUBERNETES_SERVICE_HOST"), os.Getenv("KUBERNETES_SERVICE_PORT"))
		for i, c := range calls {
			answers[i] = call(client, server, string(token), c)
		}
	}
	if err != nil {
		for i := range answers {
			answers[i].Error = err.Error()
		}
	}
	return answers
}

func call(client *http.Client, server, token string, c report.Call) report.Answer {
	req, err := http.NewRequest(c.Method, server+c.Path, strings.NewReader(c.Body))
	if err != nil {
		return report.Answer{Error: err.Error()}
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", c.ContentType)
	res, err := client.Do(req)
	if err != nil {
		return report.Answer{Error: err.Error()}
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(res.Body, 300))
	return report.Answer{Status: res.StatusCode, Error: fmt.Sprintf("%.300s", body)}
}
