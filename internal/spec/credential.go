package spec

import "strings"

// credentials are texts that are a secret wherever they stand: those who issue them begin them so
// that they can be found. What is shorter than the form is a text about one.
var credentials = []struct {
	what, begin string
	alphabet    string
	least       int // characters of the alphabet behind the begin
}{
	{"an AWS access key", "AKIA", upperDigits, 16},
	{"an AWS access key", "ASIA", upperDigits, 16},
	{"a GitHub token", "ghp_", alphanumeric, 36},
	{"a GitHub token", "gho_", alphanumeric, 36},
	{"a GitHub token", "ghs_", alphanumeric, 36},
	{"a GitHub token", "github_pat_", alphanumeric + "_", 40},
	{"a GitLab token", "glpat-", alphanumeric + "-_", 20},
	{"a Slack token", "xoxb-", alphanumeric + "-", 20},
	{"a Slack token", "xoxp-", alphanumeric + "-", 20},
	{"a Stripe key", "sk_live_", alphanumeric, 20},
	{"a Google API key", "AIza", alphanumeric + "-_", 35},
}

const (
	upperDigits  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	alphanumeric = upperDigits + "abcdefghijklmnopqrstuvwxyz"
)

// Credential names the secret that a text holds beyond doubt, empty when there is none.
func Credential(text string) string {
	for rest := text; ; {
		_, after, found := strings.Cut(rest, "-----BEGIN ")
		if !found {
			break
		}
		if head, _, _ := strings.Cut(after, "-----"); strings.HasSuffix(head, "PRIVATE KEY") || strings.HasSuffix(head, "PRIVATE KEY BLOCK") {
			return "a private key"
		}
		rest = after
	}
	for _, c := range credentials {
		for rest := text; ; {
			before, after, found := strings.Cut(rest, c.begin)
			if !found {
				break
			}
			word := strings.TrimLeft(after, c.alphabet)
			if len(after)-len(word) >= c.least && (before == "" || !strings.ContainsRune(alphanumeric, rune(before[len(before)-1]))) {
				return c.what
			}
			rest = after
		}
	}
	return ""
}

// looksSecret is the name of what a line of a file, or a key with its value, seems to keep: a
// password that is written out. It can be wrong, so that nothing depends on it but a word of warning.
func looksSecret(key, value string) bool {
	name := strings.ToLower(strings.Trim(strings.TrimPrefix(strings.TrimSpace(key), "export "), " \t\"'-"))
	if strings.ContainsAny(name, " \t#;") {
		return false // prose
	}
	name = name[strings.LastIndexAny(name, "./")+1:]
	name = strings.NewReplacer("-", "", "_", "").Replace(name)
	isSecret := false
	for _, word := range []string{"password", "passwd", "passphrase", "secret", "secretkey", "apikey", "accesstoken", "authtoken", "clientsecret", "privatekey"} {
		isSecret = isSecret || strings.HasSuffix(name, word)
	}
	value = strings.Trim(value, " \t\r\"',;")
	// A variable, a template, a path and a switch are no secret.
	return isSecret && len(value) > 3 && !strings.ContainsAny(value[:1], "$%{<(/[|>&*!#") && !strings.Contains(value, "://") &&
		value != "true" && value != "false" && value != "null" && value != "none"
}

// passwordInURL is true for scheme://user:password@host with a password that is written out.
func passwordInURL(text string) bool {
	for rest := text; ; {
		_, after, found := strings.Cut(rest, "://")
		if !found {
			return false
		}
		authority := after
		if i := strings.IndexAny(after, "/?# \t\r\n\"'"); i >= 0 {
			authority = after[:i]
		}
		if at := strings.LastIndexByte(authority, '@'); at >= 0 {
			_, password, ok := strings.Cut(authority[:at], ":")
			if ok && password != "" && !strings.ContainsAny(password[:1], "$%{<(*") {
				return true
			}
		}
		rest = after
	}
}
