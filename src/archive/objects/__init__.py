"""The bytes: every original once, under its SHA-256, never changed."""
