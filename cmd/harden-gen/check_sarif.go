package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/harden-gen/harden-gen/internal/controls"
)

// The types are the part of SARIF 2.1.0 that is written here; a test holds them to its schema.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool    sarifTool     `json:"tool"`
		Results []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID            string         `json:"id"`
		Short         sarifText      `json:"shortDescription"`
		Full          sarifText      `json:"fullDescription"`
		Help          sarifText      `json:"help"`
		Configuration sarifConfig    `json:"defaultConfiguration"`
		Properties    map[string]any `json:"properties"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifConfig struct {
		Level string `json:"level"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Fingerprints map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		Physical *sarifPhysical `json:"physicalLocation,omitempty"`
		Logical  []sarifLogical `json:"logicalLocations"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine int `json:"startLine"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"`
		Kind string `json:"kind"`
	}
)

const home = "https://github.com/harden-gen/harden-gen"

// sarifLevel is SARIF's word for a severity, and the number by which GitHub ranks security findings.
func sarifLevel(s controls.Severity) (level, rank string) {
	switch s {
	case controls.High:
		return "error", "8.0"
	case controls.Medium:
		return "warning", "5.0"
	}
	return "note", "2.0"
}

// writeSARIF writes every control as a rule, and every finding as a result at its line.
func writeSARIF(s streams, r *report) error {
	driver := sarifDriver{Name: "harden-gen", Version: buildVersion(), InformationURI: home}
	index := map[string]int{}
	for i, c := range controls.Catalogue() {
		index[c.ID] = i
		driver.Rules = append(driver.Rules, sarifRuleOf(c))
	}
	run := sarifRun{Tool: sarifTool{driver}, Results: []sarifResult{}}
	lines := s.newLines()
	for _, f := range r.findings {
		level, _ := sarifLevel(f.Severity)
		where := sarifLocation{Logical: []sarifLogical{{Name: f.Object.String() + " " + f.Field, Kind: "object"}}}
		if f.File != "" {
			where.Physical = &sarifPhysical{sarifArtifact{filepath.ToSlash(f.File)}, sarifRegion{lines.of(&f)}}
		}
		run.Results = append(run.Results, sarifResult{
			RuleID: f.Control, RuleIndex: index[f.Control], Level: level, Message: sarifText{f.Message + ". Fix: " + f.Fix},
			Locations:    []sarifLocation{where},
			Fingerprints: map[string]string{"harden-gen/v1": f.Control + " " + f.Object.String() + " " + f.Field},
		})
	}
	r.summary(s.Err)
	return encodeJSON(s.Out, sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

func sarifRuleOf(c controls.Control) sarifRule {
	level, rank := sarifLevel(c.Severity)
	tags := []string{"security"}
	for _, g := range c.References.Named() {
		for _, id := range g.IDs {
			tags = append(tags, g.Short+" "+id)
		}
	}
	return sarifRule{
		ID: c.ID, Short: sarifText{c.Title}, Full: sarifText{c.Why}, Help: sarifText{"What breaks, and how to live with it: " + c.Breaks},
		Configuration: sarifConfig{level}, Properties: map[string]any{"tags": tags, "security-severity": rank},
	}
}

// writeGitHub writes one workflow command a finding, which GitHub shows beside the line.
func writeGitHub(s streams, r *report) error {
	var b strings.Builder
	words := map[controls.Severity]string{controls.High: "error", controls.Medium: "warning", controls.Low: "notice"}
	text := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	lines := s.newLines()
	for _, f := range r.findings {
		at := ""
		if f.File != "" {
			at = fmt.Sprintf("file=%s,line=%d,", property.Replace(filepath.ToSlash(f.File)), lines.of(&f))
		}
		fmt.Fprintf(&b, "::%s %stitle=%s::%s\n", words[f.Severity], at, property.Replace(f.Control),
			text.Replace(f.Object.String()+" "+f.Field+": "+f.Message+"\nfix: "+f.Fix))
	}
	r.summary(s.Err)
	_, err := s.Out.Write([]byte(b.String()))
	return err
}
