package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/net"
)

// verdict is what the API server says to an object that it is to create.
type verdict struct {
	refused  string // the reason; empty when it was admitted
	warnings []string
}

// dryRun asks for an object to be created, strictly and without effect. Admission sees the request
// as it would see a real one.
func (c *cluster) dryRun(ctx context.Context, path string, object any) (verdict, error) {
	var v verdict
	body, err := json.Marshal(object)
	if err != nil {
		return v, err
	}
	url := c.config.Host + path + "?dryRun=All&fieldValidation=Strict"
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return v, err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := c.http.Do(req)
	if err != nil {
		return v, err
	}
	defer res.Body.Close()
	headers, errs := net.ParseWarningHeaders(res.Header["Warning"])
	if len(errs) > 0 {
		return v, fmt.Errorf("the headers of warnings: %v", errs)
	}
	for _, w := range headers {
		v.warnings = append(v.warnings, w.Text)
	}
	if res.StatusCode == http.StatusCreated {
		return v, nil
	}
	var status metav1.Status
	if err := json.NewDecoder(res.Body).Decode(&status); err != nil {
		return v, fmt.Errorf("%s: %w", res.Status, err)
	}
	if v.refused = status.Message; v.refused == "" {
		v.refused = res.Status
	}
	return v, nil
}
