"""The command line of Tanggap. Each command lives in its file under `commands/`."""

from __future__ import annotations

import click

from commands import accounts, backup, demo, doctor, mentions, model, people, serve, setup


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tanggap")
def main() -> None:
    """Tanggap: listens to citizens' mentions, sorts them, answers once, shows the follow-up."""


for command in (
    setup.init,
    demo.demo,
    serve.run,
    serve.web,
    serve.worker,
    people.import_units,
    people.import_accounts,
    people.add_officer,
    accounts.account,
    mentions.import_mentions,
    model.evaluate,
    model.train,
    model.classify,
    model.mask,
    doctor.doctor,
    backup.backup,
    backup.restore,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
