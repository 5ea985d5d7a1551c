// Command form is the smallest form that huh can draw: what the first page of the wizard is measured against.
package main

import (
	"os"

	"charm.land/huh/v2"
)

func main() {
	var name, image, namespace string
	form := huh.NewForm(huh.NewGroup(
		huh.NewInput().Title("Name").Value(&name),
		huh.NewInput().Title("Image").Value(&image),
		huh.NewInput().Title("Namespace").Value(&namespace),
	))
	if form.Run() != nil {
		os.Exit(1)
	}
}
