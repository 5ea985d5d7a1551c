# Everything that is done to this project has a name here; `make` lists them.
# Needs Go, make and git. Linters and other tools are pinned in tools/.

export CGO_ENABLED = 0
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN      := bin
TOOLS    := $(BIN)/tools
BENCH    := $(BIN)/bench
VERSION  ?=
LDFLAGS  := -s -w $(if $(VERSION),-X main.version=$(VERSION))
# Where no base is generated size counts more than speed: the linker keeps protobuf methods of every Kubernetes
# type and a network client of kustomize's, and inlining makes these, the wizard and check two megabytes larger.
# A check of 300 workloads takes as long either way: it waits for kustomize. What makes a base (HOT) stays inlined.
IDLE     := github.com gopkg.in charm.land golang.org/x google.golang.org k8s.io/api k8s.io/apimachinery k8s.io/kube-openapi \
            k8s.io/klog k8s.io/utils k8s.io/pod-security-admission sigs.k8s.io/structured-merge-diff sigs.k8s.io/kustomize \
            sigs.k8s.io/json sigs.k8s.io/yaml go.yaml.in/yaml/v2 net crypto vendor/golang.org math/big encoding mime log go \
            compress regexp text
HOT      := $(addprefix github.com/harden-gen/harden-gen/internal/,spec templates kustomize)
SMALL    := -tags nethttpomithttp2 $(foreach p,$(IDLE),-gcflags=$p/...=-l) $(foreach p,$(HOT),-gcflags=$p=)
GOFILES  := $(shell find cmd internal -name '*.go' -not -name '*_test.go' 2>/dev/null) internal/spec/harden.schema.json
FUZZTIME ?= 20s
JUDGES   ?= ../shared/judges

.PHONY: help
help: ## list what make can do
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

.PHONY: build
build: $(BIN)/harden-gen ## build bin/harden-gen (VERSION=v1.2.3 names it)

$(BIN)/harden-gen: go.mod go.sum $(GOFILES) Makefile
	go build -trimpath $(SMALL) -ldflags "$(LDFLAGS)" -o $@ ./cmd/harden-gen

.PHONY: check
check: lint vet test ## everything that CI runs: linters, vet, other systems, tests

.PHONY: lint
lint: $(TOOLS)/golangci-lint ## run the linters of .golangci.yml
	$< run ./...

.PHONY: format
format: $(TOOLS)/golangci-lint ## format all Go files
	$< fmt ./...

.PHONY: vet
vet: ## run go vet, and build for other systems
	go vet ./...
	GOOS=darwin go build -o /dev/null ./cmd/harden-gen
	GOOS=windows go build -o /dev/null ./cmd/harden-gen

# The gate draws the same specs each time, so that it says what a change did; a plain `go test` and `make fuzz` draw others.
.PHONY: test
test: export RAPID_SEED ?= 20261122
test: ## run all tests
	go test ./...

.PHONY: test-cluster
test-cluster: ## apply every golden case to a real API server (CASES=folder of others)
	CASES="$(if $(CASES),$(abspath $(CASES)))" go test -C test/cluster -trimpath -count=1 -timeout 60m

.PHONY: test-node
test-node: ## let the pods of every golden case run on a real kubelet; needs root (CASES=folder of others)
	CASES="$(if $(CASES),$(abspath $(CASES)))" go test -C test/cluster/node -trimpath -count=1 -timeout 30m

.PHONY: test-putback
test-putback: ## end tests on a node in every way, and look whether the machine is as it was; needs root
	go test -C test/cluster/node/putback -trimpath -count=1 -timeout 10m

.PHONY: test-reach
test-reach: ## hold the evaluator of network policies to another one, on drawn policies
	go test -C test/reach -count=1 ./...

.PHONY: test-hooks
test-hooks: build ## let pre-commit install and run the hooks of HEAD (needs pre-commit)
	hack/hooks.sh $(BIN)/harden-gen

.PHONY: fuzz
fuzz: ## search on: each fuzz target (FUZZTIME=20s), each law over drawn specs (CHECKS=500)
	hack/fuzz.sh $(FUZZTIME)

.PHONY: golden
golden: ## write expected files anew; read what changed before you commit it
	go test ./internal/spec -count=1 -run '^TestSchemaIsGenerated$$' -update
	go test ./internal/spec ./internal/controls -count=1 -run '^TestDocs$$' -update-docs
	go test ./golden -count=1 -run '^TestGolden$$' -update

.PHONY: demo
demo: build ## harden a real application into a temporary folder
	hack/demo.sh $(BIN)/harden-gen

.PHONY: bench
bench: ## measure speed and size against the limits (needs hyperfine)
	hack/bench.sh

.PHONY: judge
judge: build ## let public scanners look at every golden base (JUDGES=folder of scan.sh)
	hack/judge.sh $(JUDGES)

.PHONY: vuln
vuln: $(TOOLS)/govulncheck ## look for known vulnerabilities; no gate
	hack/vuln.sh $<

.PHONY: clean
clean: ## remove what was built
	rm -rf $(BIN)

$(TOOLS)/golangci-lint: tools/go.mod tools/go.sum
	go build -C tools -ldflags "-s -w" -o $(abspath $@) github.com/golangci/golangci-lint/v2/cmd/golangci-lint

$(TOOLS)/govulncheck: tools/go.mod tools/go.sum
	go build -C tools -ldflags "-s -w" -o $(abspath $@) golang.org/x/vuln/cmd/govulncheck

$(BENCH)/kustomize: tools/bench/go.mod tools/bench/go.sum
	go build -C tools/bench -ldflags "-s -w" -o $(abspath $@) sigs.k8s.io/kustomize/kustomize/v5

$(BENCH)/helm: tools/bench/go.mod tools/bench/go.sum
	go build -C tools/bench -ldflags "-s -w" -o $(abspath $@) helm.sh/helm/v4/cmd/helm
