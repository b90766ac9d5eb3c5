"""What the operator does with its hands: mouse, keyboard, and the pickers that a browser draws outside the
page."""
