package cluster

import (
	"context"
	"fmt"
	"strings"
)

// apply is how the README tells people to apply a base.
func (c *cluster) apply(ctx context.Context, dir string) (output, error) {
	return c.kubectl.run(ctx, "apply", "--kustomize="+dir, "--server-side", "--validate=strict")
}

// applyIsSilent demands that every object is taken, strictly validated and without a warning.
func applyIsSilent(ctx context.Context, c *cluster, s *subject) (problems []string) {
	said, err := c.apply(ctx, s.dir)
	if err != nil {
		return failure("%v", err)
	}
	for line := range strings.SplitSeq(strings.TrimSpace(said.stderr), "\n") {
		if line != "" {
			problems = append(problems, "kubectl apply says: "+line)
		}
	}
	if said.code != 0 && len(problems) == 0 {
		problems = append(problems, fmt.Sprintf("kubectl apply ends with %d", said.code))
	}
	if taken := strings.Count(said.stdout, "serverside-applied"); taken != len(s.objects) {
		problems = append(problems, fmt.Sprintf("%d of %d objects were applied", taken, len(s.objects)))
	}
	return problems
}
