"""Look-alike forms with truth: `contents` says what they say, `layouts` how a page shows it, `files` writes it."""
