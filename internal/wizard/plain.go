package wizard

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// How somebody moves about who answers line by line.
const (
	nothing = "-" // in place of an answer: none
	goBack  = "<"
)

// askLines asks one screen after the other, field by field, in text that can be read aloud. An
// answer is a whole line: what the input ends in the middle of does not count.
func askLines(ctx context.Context, screens iter.Seq[*screen], o Options) error {
	l := &lines{out: o.Out, in: readLines(ctx, o.In)}
	fmt.Fprintf(o.Out, "Enter keeps what stands in brackets, %s takes it away, %s goes back, Ctrl-C leaves without writing.\n", nothing, goBack)
	for s := range screens {
		if err := l.ask(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// lines is a conversation in lines.
type lines struct {
	out io.Writer
	in  <-chan string
}

// readLines sends each whole line until the input ends or ctx does.
func readLines(ctx context.Context, r io.Reader) <-chan string {
	all := make(chan string)
	go func() {
		defer close(all)
		for buf := bufio.NewReader(r); ; {
			line, err := buf.ReadString('\n')
			if err != nil {
				return
			}
			select {
			case all <- strings.TrimRight(line, "\r\n"):
			case <-ctx.Done():
				return
			}
		}
	}()
	return all
}

func (l *lines) read(ctx context.Context) (string, error) {
	select {
	case line, ok := <-l.in:
		if !ok {
			fmt.Fprintln(l.out)
			return "", ErrEnded
		}
		return strings.TrimSpace(line), nil
	case <-ctx.Done():
		fmt.Fprintln(l.out)
		return "", ErrLeft
	}
}

func (l *lines) ask(ctx context.Context, s *screen) error {
	title := s.title
	if s.step != "" {
		title += " (" + s.step + ")"
	}
	fmt.Fprintf(l.out, "\n%s\n", title)
	for _, line := range s.lines {
		if line != "" {
			fmt.Fprintln(l.out, line)
		}
	}
	if s.body != "" {
		fmt.Fprintf(l.out, "\n%s\n", strings.TrimRight(s.body, "\n"))
	}
	for _, w := range s.warnings {
		fmt.Fprintln(l.out, "Warning: "+w)
	}
	for i := 0; i < len(s.fields); {
		answer, err := l.field(ctx, s.fields[i])
		switch {
		case err != nil:
			return err
		case answer == goBack && i == 0:
			s.verdict = back
			return nil
		case answer == goBack:
			i--
		default:
			i++
		}
	}
	return nil
}

// field asks until the answer is right, and returns goBack or an answer that it has set.
func (l *lines) field(ctx context.Context, f *field) (string, error) {
	fmt.Fprintln(l.out)
	line := f.label
	if f.text != "" && !strings.HasSuffix(line, ".") && !strings.HasSuffix(line, "?") {
		line += ":"
	}
	fmt.Fprintln(l.out, strings.TrimSpace(line+" "+f.text))
	for i, c := range f.choices {
		fmt.Fprintf(l.out, "  %d  %s\n", i+1, c.label)
	}
	if len(f.choices) == 0 && f.sample != "" {
		fmt.Fprintln(l.out, "Such as "+f.sample)
	}
	for {
		fmt.Fprint(l.out, l.prompt(f))
		answer, err := l.read(ctx)
		if err != nil || answer == goBack {
			return answer, err
		}
		value, err := f.read(answer)
		if err == nil && f.check != nil {
			err = f.check(value)
		}
		if err != nil {
			fmt.Fprintln(l.out, err)
			continue
		}
		f.value = value
		return value, nil
	}
}

// prompt shows what holds when the line stays empty.
func (l *lines) prompt(f *field) string {
	kept := f.value
	if i := slices.IndexFunc(f.choices, func(c choice) bool { return c.value == kept }); i >= 0 {
		kept = strconv.Itoa(i + 1)
	}
	if kept == "" {
		kept = f.otherwise
	}
	if kept == "" {
		return "> "
	}
	return "[" + kept + "] > "
}

// read makes a value of what was typed: for a choice its number, or the begin of its label.
func (f *field) read(answer string) (string, error) {
	switch {
	case answer == "":
		return f.value, nil
	case len(f.choices) == 0 && answer == nothing:
		return "", nil
	case len(f.choices) == 0:
		return answer, nil
	}
	if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(f.choices) {
		return f.choices[n-1].value, nil
	}
	found := slices.DeleteFunc(slices.Clone(f.choices), func(c choice) bool {
		return !strings.HasPrefix(strings.ToLower(c.label), strings.ToLower(answer))
	})
	if len(found) != 1 {
		return "", &problem{fmt.Sprintf("%q is none of the answers", answer), fmt.Sprintf("type a number from 1 to %d", len(f.choices))}
	}
	return found[0].value, nil
}
