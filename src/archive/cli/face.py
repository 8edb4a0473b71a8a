"""How our commands differ from click's: they speak the chosen language and fit their help.

Help texts and metavars are given as English messages marked with `N_` and are translated when
they are shown. `--home`, `--lang` and `--no-plugins` are understood before and after the name of
the command.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archive.cli.formatter import Formatter
from archive.cli.language import _
from archive.errors import N_

if TYPE_CHECKING:
    from archive.cli.session import Session

__all__ = ["TEXT", "Command", "Context", "Group", "Option", "argument", "command", "common_options", "group", "option"]

F = TypeVar("F", bound=Callable[..., Any])


class Context(click.Context):
    formatter_class = Formatter


class Option(click.Option):
    """An option whose help and metavar are messages."""

    def make_metavar(self, ctx: click.Context) -> str:
        return _(super().make_metavar(ctx))

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        kept = self.help
        self.help = kept and _(kept)
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = kept


class Argument(click.Argument):
    """A positional argument whose metavar is a message."""

    def make_metavar(self, ctx: click.Context) -> str:
        return _(super().make_metavar(ctx))


class Text(click.ParamType[str]):
    """Text that is Unicode: bytes that the locale could not decode are refused at the door."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            str(value).encode("utf-8")
        except UnicodeEncodeError:
            self.fail(_("this is not valid text in the encoding of this terminal"), param, ctx)
        return str(value)


TEXT = Text()


class _Speaking(click.Command):
    """What commands and groups share."""

    context_class = Context

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [_(piece) for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click
        if self.help:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(_(self.help))

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        # The options of the whole program come last, where they do not hide the command's own.
        own = super().get_params(ctx)
        return own if ctx.parent is None else [*own, *_CARRIED]


class Command(_Speaking):
    """A command of ours."""


class Group(_Speaking, click.Group):
    """A command with subcommands, each listed with the whole first line of its help."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, self.short_help_of(ctx, name)) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section(_("Commands")):
                formatter.write_dl(rows)

    def command_of(
        self,
        name: str,
        *,
        help: str,  # noqa: A002 - click's word
    ) -> Callable[[Callable[..., Any]], Command]:
        """Define a subcommand; see `command`."""

        def decorate(function: Callable[..., Any]) -> Command:
            made = command(name, help=help)(function)
            self.add_command(made)
            return made

        return decorate

    def group_of(self, name: str, *, help: str) -> Callable[[Callable[..., Any]], Group]:  # noqa: A002 - click's word
        """Define a group of subcommands."""

        def decorate(function: Callable[..., Any]) -> Group:
            made = group(name, help=help)(function)
            self.add_command(made)
            return made

        return decorate

    def short_help_of(self, ctx: click.Context, name: str) -> str:
        """The first sentence of a subcommand's help."""
        found = self.get_command(ctx, name)
        return _(found.help).partition("\n")[0] if found is not None and found.help else ""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click has it
        """In the order of their definition, which is that of their use."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            raise click.UsageError(_no_such_command(name, self.list_commands(ctx)), ctx)
        return super().resolve_command(ctx, args)


def command(name: str, *, help: str, **settings: Any) -> Callable[[Callable[..., Any]], Command]:  # noqa: A002 - click's word
    """A command; its function gets the `Session` first and returns an exit code or None."""
    made: type[Command] = settings.pop("cls", Command)

    def decorate(function: Callable[..., Any]) -> Command:
        return click.command(name, cls=made, help=help, **settings)(click.pass_obj(function))

    return decorate


def group(name: str, *, help: str) -> Callable[[Callable[..., Any]], Group]:  # noqa: A002 - click's word
    return click.group(name, cls=Group, help=help)


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    if not settings.get("is_flag"):
        settings.setdefault("type", TEXT)
    return click.option(*names, cls=Option, **settings)


def argument(name: str, **settings: Any) -> Callable[[F], F]:
    settings.setdefault("type", TEXT)
    return click.argument(name, cls=Argument, **settings)


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def keep(ctx: click.Context, _param: click.Parameter, value: Any) -> None:
        session: Session | None = ctx.find_root().obj
        if session is not None and value:
            setattr(session, name, value)

    return keep


def common_options(*, hidden: bool = False) -> Sequence[click.Option]:
    """`--home`, `--lang` and `--no-plugins`; `hidden` ones are understood but not listed."""
    shared: dict[str, Any] = {"expose_value": False, "hidden": hidden}
    return (
        Option(
            ["--home", "home_option"],
            type=click.Path(),
            metavar=N_("DIR"),
            callback=_keep("home_option"),
            help=N_("The archive home; else ARCHIVE_HOME, else ./storage if it is one."),
            **shared,
        ),
        Option(
            ["--lang"],
            type=click.Choice(["zh", "en"]),
            help=N_("Language of messages; else that of the locale."),
            **shared,
        ),
        Option(
            ["--no-plugins"],
            is_flag=True,
            is_eager=True,  # before --help, which lists the commands of plugins
            callback=_keep("no_plugins"),
            help=N_("Load no plugin; a home stays readable and provable without them."),
            **shared,
        ),
    )


_USAGE = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."), N_("[COMMAND] [ARGS]..."))
"""Words of usage lines that click writes as they are."""

_CARRIED = common_options(hidden=True)


def _no_such_command(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    from archive.cli.escape import visible

    near = get_close_matches(name, known, n=1)
    words = _("There is no command {name}.").format(name=visible(name))
    return words + (" " + _("Did you mean {near}?").format(near=near[0]) if near else "")
