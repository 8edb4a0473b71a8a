"""Commands, words on the screen, exit codes."""
