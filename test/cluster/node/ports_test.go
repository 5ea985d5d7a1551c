package node

import (
	"context"
	"fmt"
	"net"
	"slices"
	"time"

	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// portsAnswer calls each declared port of a pod from outside of it.
func portsAnswer(ctx context.Context, n *node, s *subject) []string {
	return eachPod(func(_ context.Context, o *one) {
		for _, e := range o.r.ListenErrors {
			o.wrong("cannot listen: %s", e)
		}
		for _, p := range o.w.Ports {
			if err := reach(o.pod.Status.PodIP, p); err != nil {
				o.wrong("port %s: %v", p.Name, err)
			}
		}
	})(ctx, n, s)
}

// reach opens a connection, or sends a datagram and waits for its echo.
func reach(ip string, p port) error {
	address := net.JoinHostPort(ip, fmt.Sprint(p.ContainerPort))
	switch p.Protocol {
	case "", "TCP":
		c, err := net.DialTimeout("tcp", address, 5*time.Second)
		if err != nil {
			return err
		}
		return c.Close()
	case "UDP":
		c, err := net.DialTimeout("udp", address, 5*time.Second)
		if err != nil {
			return err
		}
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(5 * time.Second))
		if _, err := c.Write([]byte("hello")); err != nil {
			return err
		}
		_, err = c.Read(make([]byte, 16))
		return err
	}
	return nil // SCTP needs a module of the kernel
}

// serviceFindsPods reads what a proxy on a node would go by: the Service's slices list the ready pod,
// under the port that its program listens on.
func serviceFindsPods(ctx context.Context, n *node, s *subject) []string {
	return eachPod(func(ctx context.Context, o *one) {
		for _, p := range o.w.Ports {
			if p.ServicePort == 0 {
				continue
			}
			found := eventually(ctx, 10*time.Second, func() []string { return o.missingEndpoint(ctx, p) })
			o.problems = append(o.problems, found...)
		}
	})(ctx, n, s)
}

func (o *one) missingEndpoint(ctx context.Context, p port) []string {
	slices_, err := o.n.slices(ctx, o.s.namespace, o.w.Name)
	if err != nil {
		return failure("%v", err)
	}
	for _, slice := range slices_ {
		listed := slices.ContainsFunc(slice.Ports, func(e discoveryv1.EndpointPort) bool {
			return *e.Name == p.Name && *e.Port == int32(p.ContainerPort)
		})
		ready := slices.ContainsFunc(slice.Endpoints, func(e discoveryv1.Endpoint) bool {
			return slices.Contains(e.Addresses, o.pod.Status.PodIP) && *e.Conditions.Ready
		})
		if listed && ready {
			return nil
		}
	}
	return failure("workload %s: its Service does not lead to port %d of its pod", o.w.Name, p.ContainerPort)
}

func (n *node) slices(ctx context.Context, namespace, service string) ([]discoveryv1.EndpointSlice, error) {
	list, err := n.typed.DiscoveryV1().EndpointSlices(namespace).List(ctx, metav1.ListOptions{LabelSelector: discoveryv1.LabelServiceName + "=" + service})
	if err != nil {
		return nil, err
	}
	return list.Items, nil
}
