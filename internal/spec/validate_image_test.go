package spec

import "testing"

func TestImages(t *testing.T) {
	testProblems(t, asImage, []problemCase{
		{`""`,
			`harden.yaml:6:10: workloads[0].image: a workload needs an image
  hint: write REGISTRY/REPOSITORY:TAG@sha256:DIGEST`},
		{`"a b"`,
			`harden.yaml:6:10: workloads[0].image: "a b" is no image
  hint: write REGISTRY/REPOSITORY:TAG@sha256:DIGEST`},
		{"api",
			`harden.yaml:6:10: workloads[0].image: "api" names no registry, and every node could take another one
  hint: write its registry and its digest, such as docker.io/library/api@sha256:…; find it with: docker buildx imagetools inspect docker.io/library/api`},
		{"api:1.8",
			`harden.yaml:6:10: workloads[0].image: "api:1.8" names no registry, and every node could take another one
  hint: write its registry and its digest, such as docker.io/library/api:1.8@sha256:…; find it with: docker buildx imagetools inspect docker.io/library/api:1.8`},
		{"api:latest",
			`harden.yaml:6:10: workloads[0].image: "api:latest" names no registry, and every node could take another one
  hint: write its registry and its digest, such as docker.io/library/api@sha256:…; find it with: docker buildx imagetools inspect docker.io/library/api:latest`},
		{"images.example.com/api:latest",
			`harden.yaml:6:10: workloads[0].image: "images.example.com/api:latest" has no digest, and a tag can be moved
  hint: find it with: docker buildx imagetools inspect images.example.com/api:latest (or: crane digest images.example.com/api:latest), then write images.example.com/api@sha256:…`},
		{"api;reboot",
			`harden.yaml:6:10: workloads[0].image: "api;reboot" is no image
  hint: write REGISTRY/REPOSITORY:TAG@sha256:DIGEST`},
		{"payments/api:1.8",
			`harden.yaml:6:10: workloads[0].image: "payments/api:1.8" names no registry, and every node could take another one
  hint: write its registry and its digest, such as docker.io/payments/api:1.8@sha256:…; find it with: docker buildx imagetools inspect docker.io/payments/api:1.8`},
		{"images.example.com/payments/api:1.8.2",
			`harden.yaml:6:10: workloads[0].image: "images.example.com/payments/api:1.8.2" has no digest, and a tag can be moved
  hint: find it with: docker buildx imagetools inspect images.example.com/payments/api:1.8.2 (or: crane digest images.example.com/payments/api:1.8.2), then write images.example.com/payments/api:1.8.2@sha256:…`},
		{"images.example.com/payments/api",
			`harden.yaml:6:10: workloads[0].image: "images.example.com/payments/api" has no digest, and a tag can be moved
  hint: find it with: docker buildx imagetools inspect images.example.com/payments/api (or: crane digest images.example.com/payments/api), then write images.example.com/payments/api@sha256:…`},
		{"images.example.com/Payments/api:1",
			`harden.yaml:6:10: workloads[0].image: "images.example.com/Payments/api:1" is no image
  hint: write REGISTRY/REPOSITORY:TAG@sha256:DIGEST`},
		{"images.example.com/api@sha256:123",
			`harden.yaml:6:10: workloads[0].image: "images.example.com/api@sha256:123" is no image with a sha256 digest
  hint: write REGISTRY/REPOSITORY:TAG@sha256: and 64 hexadecimal digits`},
		{"images.example.com/api@sha512:11111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111",
			`harden.yaml:6:10: workloads[0].image: "images.example.com/api@sha512:11111111111111111111111111111111111111111111111..." is no image with a sha256 digest
  hint: write REGISTRY/REPOSITORY:TAG@sha256: and 64 hexadecimal digits`},
		{"images.example.com/api@sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
			`harden.yaml:6:10: workloads[0].image: "images.example.com/api@sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA..." is no image with a sha256 digest
  hint: write REGISTRY/REPOSITORY:TAG@sha256: and 64 hexadecimal digits`},
		{"images.example.com/api:1@" + digest,
			`harden.yaml:6:10: workloads[0].image: "images.example.com/api:1@@sha256:11111111111111111111111111111111111111111111..." is no image with a sha256 digest
  hint: write REGISTRY/REPOSITORY:TAG@sha256: and 64 hexadecimal digits`},
		{"images.example.com/api:latest" + digest,
			`harden.yaml:6:10: workloads[0].image: the tag latest says nothing about the image that the digest pins
  hint: name the version in its place, or leave the tag away`},
		{"images.example.com/API" + digest,
			`harden.yaml:6:10: workloads[0].image: "images.example.com/API" is no registry and repository
  hint: write lower case letters and digits, between them single dots, underscores or dashes, as in images.example.com/payments/api:1.8.2`},
		{"images.example.com/-api" + digest,
			`harden.yaml:6:10: workloads[0].image: "images.example.com/-api" is no registry and repository
  hint: write lower case letters and digits, between them single dots, underscores or dashes, as in images.example.com/payments/api:1.8.2`},
		{"images.example.com/a..b" + digest,
			`harden.yaml:6:10: workloads[0].image: "images.example.com/a..b" is no registry and repository
  hint: write lower case letters and digits, between them single dots, underscores or dashes, as in images.example.com/payments/api:1.8.2`},
		{"images.example.com/a//b" + digest,
			`harden.yaml:6:10: workloads[0].image: "images.example.com/a//b" is no registry and repository
  hint: write lower case letters and digits, between them single dots, underscores or dashes, as in images.example.com/payments/api:1.8.2`},
		{"images.example.com/a/" + digest,
			`harden.yaml:6:10: workloads[0].image: "images.example.com/a/" is no registry and repository
  hint: write lower case letters and digits, between them single dots, underscores or dashes, as in images.example.com/payments/api:1.8.2`},
		{"images.example.com/a_-b" + digest,
			`harden.yaml:6:10: workloads[0].image: "images.example.com/a_-b" is no registry and repository
  hint: write lower case letters and digits, between them single dots, underscores or dashes, as in images.example.com/payments/api:1.8.2`},
		{"images_example.com/a" + digest,
			`harden.yaml:6:10: workloads[0].image: "images_example.com/a" is no registry and repository
  hint: write lower case letters and digits, between them single dots, underscores or dashes, as in images.example.com/payments/api:1.8.2`},
		{"images.example.com:port/a" + digest,
			`harden.yaml:6:10: workloads[0].image: "images.example.com:port/a" is no registry and repository
  hint: write lower case letters and digits, between them single dots, underscores or dashes, as in images.example.com/payments/api:1.8.2`},
		{`"[::1]x:5000/a` + digest + `"`,
			`harden.yaml:6:10: workloads[0].image: "[::1]x:5000/a" is no registry and repository
  hint: write lower case letters and digits, between them single dots, underscores or dashes, as in images.example.com/payments/api:1.8.2`},
		{"images.example.com/a:b:c" + digest,
			`harden.yaml:6:10: workloads[0].image: "images.example.com/a:b:c@sha256:111111111111111111111111111111111111111111111..." is no image with a sha256 digest
  hint: write REGISTRY/REPOSITORY:TAG@sha256: and 64 hexadecimal digits`},
		{"https://images.example.com/a" + digest,
			`harden.yaml:6:10: workloads[0].image: "https://images.example.com/a" is no registry and repository
  hint: write lower case letters and digits, between them single dots, underscores or dashes, as in images.example.com/payments/api:1.8.2`},
	})
}
