package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/harden-gen/harden-gen/test/cluster/node/report"
)

// state is the server's mind: which ports are open, and which probes fail on purpose.
type state struct {
	config       report.Config
	started      time.Time
	listenErrors []string
	stubborn     atomic.Bool // ignores a request to stop
	certificate  tls.Certificate

	mu      sync.Mutex
	failing map[string]bool // "8080/readyz", "5050/health.v1", "exec"
	ports   map[int]*port
}

// A port answers any probe: plain HTTP, HTTPS and gRPC are told apart by their first bytes.
type port struct {
	listener net.Listener
	server   *http.Server
}

func newState(c report.Config) *state {
	certificate, err := selfSigned()
	if err != nil {
		log.Fatal(err)
	}
	return &state{config: c, started: time.Now(), certificate: certificate, failing: map[string]bool{}, ports: map[int]*port{}}
}

func (s *state) open(number int) error {
	l, err := net.Listen("tcp", fmt.Sprintf(":%d", number))
	if err != nil {
		return err
	}
	p := &port{listener: l, server: &http.Server{Handler: s.answers(number), ErrorLog: log.New(io.Discard, "", 0), Protocols: new(http.Protocols)}}
	p.server.Protocols.SetHTTP1(true)
	p.server.Protocols.SetUnencryptedHTTP2(true)
	s.mu.Lock()
	s.ports[number] = p
	s.mu.Unlock()
	go func() {
		_ = p.server.Serve(&sniffer{Listener: l, certificate: s.certificate, always: slices.Contains(s.config.TLS, number)})
	}()
	return nil
}

// close takes a port away, as a program that hangs before it listens would.
func (s *state) close(number int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.ports[number]; p != nil {
		_ = p.server.Close()
		delete(s.ports, number)
	}
}

// drain finishes what was begun, and takes nothing new.
func (s *state) drain() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	var all sync.WaitGroup
	s.mu.Lock()
	for _, p := range s.ports {
		all.Go(func() { _ = p.server.Shutdown(ctx) })
	}
	s.mu.Unlock()
	all.Wait()
}

// answers is what the application's own port says, to any path.
func (s *state) answers(number int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Header.Get("Content-Type"), "application/grpc") {
			s.health(w, r, number)
			return
		}
		if seconds, err := strconv.Atoi(r.URL.Query().Get("harden-gen-slow")); err == nil {
			time.Sleep(time.Duration(seconds) * time.Second)
		}
		if !s.passes(strconv.Itoa(number) + r.URL.Path) {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		fmt.Fprintln(w, "ok")
	})
}

// health is grpc.health.v1.Health/Check: the request's first field is the service, the answer's the status.
func (s *state) health(w http.ResponseWriter, r *http.Request, number int) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<16))
	service := ""
	if len(body) > 7 && body[5] == 0x0a {
		service = string(body[7:])
	}
	status := byte(1) // SERVING
	if !s.passes(strconv.Itoa(number) + "/" + service) {
		status = 2
	}
	message := []byte{0x08, status}
	frame := make([]byte, 5, 7)
	binary.BigEndian.PutUint32(frame[1:], uint32(len(message)))
	w.Header().Set("Content-Type", "application/grpc")
	w.Header().Set("Trailer", "Grpc-Status")
	_, _ = w.Write(append(frame, message...))
	w.Header().Set("Grpc-Status", "0")
}

func (s *state) passes(what string) bool {
	if time.Since(s.started) < time.Duration(s.config.StartsAfter)*time.Second {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.failing[what]
}

// A sniffer looks at the first byte of a connection: TLS begins with 0x16.
type sniffer struct {
	net.Listener
	certificate tls.Certificate
	always      bool // it is TLS, whatever the byte
}

// Accept never waits for a client to speak: that is done when the connection is first read.
func (l *sniffer) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &sniffed{Conn: c, certificate: l.certificate, always: l.always}, nil
}

type sniffed struct {
	net.Conn
	certificate tls.Certificate
	always      bool
	once        sync.Once
	inner       net.Conn
}

func (c *sniffed) decide() {
	c.once.Do(func() {
		r := bufio.NewReader(c.Conn)
		first, err := r.Peek(1)
		c.inner = &buffered{Conn: c.Conn, r: r}
		if c.always || err == nil && first[0] == 0x16 {
			c.inner = tls.Server(c.inner, &tls.Config{Certificates: []tls.Certificate{c.certificate}})
		}
	})
}

func (c *sniffed) Read(b []byte) (int, error) { c.decide(); return c.inner.Read(b) }

func (c *sniffed) Write(b []byte) (int, error) { c.decide(); return c.inner.Write(b) }

type buffered struct {
	net.Conn
	r *bufio.Reader
}

func (c *buffered) Read(b []byte) (int, error) { return c.r.Read(b) }

func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(24 * time.Hour), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
