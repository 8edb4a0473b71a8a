"""archive completion: what makes a shell complete our commands, units, categories and saved searches."""

from __future__ import annotations

import click

from archive.cli.face import argument
from archive.cli.face import command as define
from archive.cli.session import Session
from archive.errors import N_

__all__ = ["command"]


@define(
    "completion",
    help=N_(
        "Print the completion script of a shell.\n\n"
        'For bash put into ~/.bashrc: eval "$(archive completion bash)"; for zsh the same with zsh into ~/.zshrc; '
        "for fish: archive completion fish > ~/.config/fish/completions/archive.fish. Commands, options, units, "
        "categories and saved searches of the home that ARCHIVE_HOME names are then completed."
    ),
)
@argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(session: Session, shell: str) -> None:
    from click.shell_completion import get_completion_class

    from archive.cli.root import root

    kind = get_completion_class(shell)
    assert kind is not None, "click knows these three"
    script = kind(root, {}, "archive", "_ARCHIVE_COMPLETE")
    session.screen.exact((script.source_template % script.source_vars()).encode())
