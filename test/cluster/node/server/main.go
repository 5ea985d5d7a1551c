// Command server runs in the place of an application's program: static, small, listening where it
// would, and reporting on what it sees of itself. It does nothing but what its Config says.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/harden-gen/harden-gen/test/cluster/node/report"
)

func main() {
	if filepath.Base(os.Args[0]) == "pause" {
		pause()
		return
	}
	c, err := config()
	if err != nil {
		log.Fatal(err)
	}
	switch {
	case os.Getpid() != 1: // the kubelet runs a probe's command beside the program
		os.Exit(probe(c))
	case c.Ends:
		if err := leave(c); err != nil {
			log.Fatal(err)
		}
	default:
		serve(c)
	}
}

func config() (c report.Config, err error) {
	data, err := os.ReadFile(report.ConfigPath)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(data, &c)
}

// pause holds a pod's namespaces.
func pause() {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, os.Interrupt, syscall.SIGTERM)
	<-ended
}

// probe asks the program whether its command passes.
func probe(c report.Config) int {
	client := &http.Client{Timeout: 5 * time.Second}
	res, err := client.Get(fmt.Sprintf("http://127.0.0.1:%d/exec", c.Report))
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		fmt.Println(res.Status)
		return 1
	}
	return 0
}

// leave writes down when an init container was there.
func leave(c report.Config) error {
	name, err := os.Hostname()
	if err != nil {
		return err
	}
	for _, dir := range c.Leaves {
		path := filepath.Join(dir, "left-"+name+"-"+strconv.FormatInt(time.Now().UnixNano(), 10))
		if err := os.WriteFile(path, []byte(strconv.FormatInt(time.Now().UnixNano(), 10)), 0o640); err != nil {
			return err
		}
	}
	return nil
}

func serve(c report.Config) {
	s := newState(c)
	for _, port := range c.TCP {
		if err := s.open(port); err != nil {
			s.listenErrors = append(s.listenErrors, err.Error())
		}
	}
	for _, port := range c.UDP {
		if err := echo(port); err != nil {
			s.listenErrors = append(s.listenErrors, err.Error())
		}
	}
	l, err := net.Listen("tcp", fmt.Sprintf(":%d", c.Report))
	if err != nil {
		log.Fatal(err)
	}
	go func() { log.Fatal(http.Serve(l, s.questions())) }()
	ended := make(chan os.Signal, 4)
	signal.Notify(ended, syscall.SIGTERM)
	for range ended {
		if !s.stubborn.Load() {
			break
		}
	}
	s.drain()
}

// echo answers datagrams for as long as the process lives.
func echo(port int) error {
	l, err := net.ListenPacket("udp", fmt.Sprintf(":%d", port))
	if err != nil {
		return err
	}
	go func() {
		buffer := make([]byte, 1500)
		for {
			n, from, err := l.ReadFrom(buffer)
			if err != nil {
				return
			}
			_, _ = l.WriteTo(buffer[:n], from)
		}
	}()
	return nil
}
