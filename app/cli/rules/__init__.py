"""`kbdiag rules`: the workbench of whoever writes rules."""

from __future__ import annotations

import typer

from app.cli.rules import check, codes, conflicts, disable, explain, lock, new, passages, reload, schema, show, test

commands = typer.Typer(help="Write, check and prove rules.", no_args_is_help=True)


@commands.callback()
def rules() -> None:
    """Work on the rules that KBDIAG_RULES_DIR names (by default those in ./rules)."""


commands.command("test")(test.prove)
commands.command("conflicts")(conflicts.conflicts)
commands.command("reload")(reload.reload)
commands.command("disable")(disable.disable)
commands.command("enable")(disable.enable)
commands.command("check")(check.check)
commands.command("lock")(lock.lock)
commands.command("codes")(codes.codes)
commands.command("explain")(explain.explain)
commands.command("show")(show.show)
commands.command("schema")(schema.schema)
commands.command("new")(new.new)
commands.command("passages")(passages.passages)
