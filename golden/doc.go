// Package golden holds one folder a case: harden.yaml, the base that is expected of it, and in
// rendered/ what kustomize builds from that base. Its tests compare all three, hold every case and
// every spec that a generator draws to judges that this project did not write, and to laws that no
// base may break.
//
// `make golden` writes the expected files anew; what changed in them is then read and committed.
package golden
