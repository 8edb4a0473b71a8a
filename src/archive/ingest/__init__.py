"""Things come in."""
