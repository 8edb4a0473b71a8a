"""One module a command; `command` in each is what `archive.cli.root` runs.

A command reads its options, asks the `Archive` for one thing, and shows the answer.
"""
