package house

// room is what one package may do; a package below it, as internal/spec/genresources, may do the
// same unless it has a row of its own.
type room struct {
	path    string   // below the module's root
	imports []string // packages of this module that it may import, beside those below itself
	may     []right
	why     string // said when it imports another one
}

// right is something that only some packages may do.
type right string

const (
	toTouch right = "touch the outside" // files, environment, streams
	toTell  right = "know the time"
)

// rooms is the house. A package that is not in it is refused, so that its place is decided here.
var rooms = []room{
	{
		path: "cmd/harden-gen", imports: []string{
			"internal/spec", "internal/templates", "internal/controls", "internal/kustomize", "internal/kustomize/build", "internal/wizard",
			"internal/edit", "internal/git",
		},
		may: []right{toTouch, toTell},
		why: "cmd puts the rooms together, and has no further ones",
	},
	{path: "internal/spec", why: "spec is a leaf: everything else is made from it"},
	{
		path: "internal/spec/genresources", may: []right{toTouch},
		why: "a generator stands alone: it must run when what it generates is broken",
	},
	{
		path: "internal/templates", imports: []string{"internal/spec"},
		why: "templates makes objects from a Spec, and must not know of files, YAML or questions",
	},
	{
		path: "internal/controls", imports: []string{"internal/spec"},
		why: "controls judges any objects, and must not know how they were made",
	},
	{
		path:    "internal/kustomize",
		imports: []string{"internal/spec", "internal/templates", "internal/controls"},
		may:     []right{toTouch, toTell}, // what waits for a lock gives up after a while
		why:     "kustomize lays out, compares and writes objects, and must not ask or print",
	},
	{
		path:    "internal/kustomize/build",
		imports: []string{"internal/kustomize"},
		why:     "build turns a Tree into objects in memory",
	},
	{path: "internal/edit", why: "edit is a leaf over texts: it must not know of files, folders or specs"},
	{path: "internal/git", may: []right{toTouch}, why: "git is a leaf that reads one revision"},
	{
		path: "internal/wizard", imports: []string{"internal/spec"},
		why: "wizard makes a Spec from answers, and must not build or write; cmd hands it the review page",
	},
	{path: "internal/house", why: "house is a test"},
	{path: "golden", why: "golden holds test cases"},
	{path: "test/bench", may: []right{toTouch}, why: "the programs that harden-gen is measured against stand alone"},
}

// heavy are packages of this module that even the package above them may not import.
var heavy = []string{"internal/kustomize/build"}

// guest is a module of others that belongs to some packages only.
type guest struct {
	path string   // it and all below it
	home []string // packages of this module, and those below them
	why  string
}

// guests are looked up from the top; the first row that fits decides.
var guests = []guest{
	{
		path: "k8s.io/apimachinery", home: []string{"internal/spec", "internal/templates", "internal/controls", "internal/kustomize/build"},
		why: "package kustomize writes any struct, and cmd sees none",
	},
	{path: "k8s.io/api", home: []string{"internal/templates", "internal/controls"}, why: "typed objects are made in templates and judged in controls"},
	{
		path: "k8s.io/pod-security-admission", home: []string{"internal/controls"},
		why: "the evaluator of Pod Security is asked in controls alone",
	},
	{path: "k8s.io", why: "what else Kubernetes ships is heavy at start-up, or for tests"},
	{path: "sigs.k8s.io/kustomize", home: []string{"internal/kustomize/build"}, why: "kustomize's tables cost start-up time"},
	{path: "charm.land", home: []string{"internal/wizard", "test/bench/form"}, why: "no command but the wizard may talk to the terminal"},
	{path: "golang.org/x/term", home: []string{"cmd/harden-gen"}, why: "whether there is a terminal is asked where the streams are"},
	{path: "github.com/charmbracelet", why: "its first version asks the terminal from every command; the wizard takes charm.land/huh/v2"},
	{path: "github.com/spf13", home: []string{"cmd/harden-gen"}, why: "commands and flags are the business of cmd"},
	{path: "text/template", why: "YAML is written from typed objects, never from text"},
	{path: "os/exec", home: []string{"internal/spec/genresources", "internal/git", "test/bench"}, why: "harden-gen runs no other program but git, and that to read a revision"},
	{path: "github.com/aymanbagabas/go-udiff", home: []string{"internal/edit"}, why: "what differs is said in one place"},
	{path: "net/http", why: "no command goes to the network"},
	{path: "math/rand", why: "the output must not depend on chance"},
	{path: "plugin", why: "harden-gen loads no code"},
}

// state are variables without a value that are no table all the same, each with its excuse.
var state = map[string]string{
	"internal/kustomize.plans": "what reflection learns of a type is the same every time, and costs half of a small base",
}
