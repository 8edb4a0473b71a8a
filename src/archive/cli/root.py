"""The command `archive`: a table of names, so that no command is imported before it is run."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

from archive.cli.face import Group, Option, common_options
from archive.cli.language import _
from archive.errors import N_

__all__ = ["COMMANDS", "root"]

COMMANDS: Mapping[str, str] = {
    "init": N_("Make an archive home."),
    "config": N_("Show and change the inboxes of the home."),
    "unit": N_("Register units and record what changes about them."),
    "add": N_("Put files or whole folders into the archive."),
    "watch": N_("Watch the inboxes and take in what is put there."),
    "triage": N_("List what waits for a person, with suggestions."),
    "number": N_("Give archive numbers (DA/T 13) and list the volumes they make."),
    "ocr": N_("Read scans and pictures that wait for OCR."),
    "reparse": N_("Read archived records again, with a better parser."),
    "describe": N_("Correct what is known of a record, with a reason."),
    "withdraw": N_("Take a wrongly filed record out of search and dossiers."),
    "reinstate": N_("Bring a withdrawn record back."),
    "scrub": N_("Hash originals again, a part at a time, and repair what is damaged."),
    "search": N_("Find records by their words."),
    "open": N_("Open a hit of your last search."),
    "sample": N_("Draw a sample of the hits of a query."),
    "show": N_("Show a record, its text or its original."),
    "list": N_("List records by unit, category and date."),
    "dossier": N_("Show the safety file of one unit."),
    "board": N_("Print the board of responsibility of a unit."),
    "duty": N_("Record who answers for what, from a day to a day."),
    "grid": N_("Make grids of supervision and say which units lie in them."),
    "who": N_("Show who was responsible for a unit on a day."),
    "person": N_("Show a person's file, or decide who is who."),
    "timeline": N_("Show what happened, and when the archive learnt of it."),
    "hazards": N_("List hidden dangers and how far each has come."),
    "due": N_("List deadlines that are not met."),
    "cross-check": N_("Hold work tickets and duty logs against other papers."),
    "report": N_("Show figures that leaders ask for, each with its records."),
    "reports": N_("Follow reports from the public until they are answered."),
    "sealed": N_("Read and keep sealed records, such as reports that name who reported."),
    "access-log": N_("Show who looked at masked or sealed data, when and what for."),
    "retention": N_("Show how long records are kept and by which right."),
    "hold": N_("Hold records, so that they are neither destroyed nor withdrawn."),
    "dispose": N_("Destroy what is no longer to be kept: list, appraisal, approval, execution, certificate."),
    "verify": N_("Check that nothing in the archive was changed or lost."),
    "check": N_("Check records for being real, whole, usable and safe (DA/T 70)."),
    "proof": N_("Write out a record with all that proves it to a stranger."),
    "export": N_("Hand records over in a format that others read."),
    "checkpoint": N_("Show the signed state of the ledger, or compare an earlier one."),
    "anchor": N_("Keep checkpoints outside, and show when each event came."),
    "backup": N_("Back the home up into a folder, or verify a backup."),
    "replicate": N_("Keep a second home, to be read and to repair from."),
    "restore": N_("Make a home out of a backup and take it into use."),
    "keys": N_("Keep the keys of the home under a passphrase, bring them back, or change them."),
    "rebuild": N_("Make the catalogue and the search index again from objects and ledger."),
    "upgrade": N_("Change a home of an older version, with a verified backup as the way back."),
    "index": N_("Show the search index, choose its engine, or make it anew."),
    "doctor": N_("Check the machine, the home and its settings."),
    "plugins": N_("List the plugins and what they offer."),
    "completion": N_("Print the completion script of a shell."),
}
"""Built-in commands in the order of their use; each lies in `archive.cli.commands` under its name."""

_MODULES = {
    "list": "listing", "import": "importing", "open": "opening", "access-log": "access_log",
    "cross-check": "cross_check",
}  # fmt: skip
"""Modules whose names would hide a built-in of Python."""

HELP = N_(
    "Safety Archive: files dropped work-safety documents, finds them by their words, "
    "and proves years later that they are the same.\n\n"
    "The home is named by --home or ARCHIVE_HOME, else it is ./storage. "
    "RECORD is a full id, an exact document number, or at least 6 characters of an id; "
    "@3 is the third hit of your last search."
)


class Root(Group):
    """Built-in commands from the table, then those of plugins (hook `archive_commands`)."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS, *sorted(self._foreign(ctx))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            module = import_module(f"archive.cli.commands.{_MODULES.get(cmd_name, cmd_name)}")
            found: click.Command = module.command
            return found
        target = self._foreign(ctx).get(cmd_name)
        return None if target is None else _foreign_command(cmd_name, target)

    def short_help_of(self, ctx: click.Context, name: str) -> str:
        """From the table; of a plugin's command only where it comes from, since help imports no plugin."""
        if name in COMMANDS:
            return _(COMMANDS[name])
        return _("Command of the plugin {module}.").format(module=self._foreign(ctx)[name].partition(":")[0])

    def _foreign(self, ctx: click.Context) -> Mapping[str, str]:
        session = ctx.obj
        if session is not None and session.no_plugins:
            return {}
        from archive.hooks.loading import load

        return load().commands(COMMANDS)


def _foreign_command(name: str, target: str) -> click.Command:
    """Import the command of a plugin. Raises click.UsageError, naming it, if that fails."""
    module, _colon, attribute = target.partition(":")
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise click.UsageError(
            _("The command {name} of the plugin {module} cannot be loaded: {reason}").format(
                name=name, module=module, reason=error
            )
        ) from error
    if not isinstance(found, click.Command):
        raise click.UsageError(
            _("{target}, announced as the command {name}, is no click command.").format(target=target, name=name)
        )
    return found


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"archive {version('safety-archive')}")
        ctx.exit()


root = Root(
    "archive",
    help=HELP,
    params=[
        *common_options(),
        Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help=N_("Show the version."),
        ),
    ],
)
"""Run it through `archive.cli.door`."""
