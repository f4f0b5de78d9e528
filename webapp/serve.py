"""Starting the server: the data folder, the database, a first roster, then waitress."""

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import click
from flask import Flask

from data.store import migrate
from webapp import create_app
from webapp.services.access import sign_in_links
from webapp.services.jobs.background_jobs import environment
from webapp.services.jobs.inbox_watch import InboxWatch
from webapp.services.process import logs
from webapp.services.process.settings import HERE, Settings
from webapp.starting import in_a_sentence
from webapp.waitress_limits import answer

NEAR = ("::1", "::", "0.0.0.0")  # noqa: S104 - what this computer calls localhost


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), help="Data folder.")
@click.option(
    "--roster",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A roster file to import before serving.",
)
def main(host: str, port: int, data_dir: Path | None, roster: Path | None) -> None:
    """Serve Alavanca; until somebody has an account, with a link to set it up."""
    logs.begin()
    if data_dir is not None:
        os.environ["ALAVANCA_DATA_FOLDER"] = str(data_dir.resolve())
    with in_a_sentence():
        settings = Settings()
    listening = _listen(host, port)
    try:
        with in_a_sentence():
            app = _prepared(settings, roster, host)
    except OSError as error:
        raise click.ClickException(
            f"The data folder {settings.data_folder} cannot be used ({error.strerror or error}). "
            "Make it writable, or give another one: --data-dir FOLDER"
        ) from None
    # Werkzeug's list of trusted names cannot hold an IPv6 address, but browsers know this name.
    shown = "localhost" if host in NEAR else f"[{host}]" if ":" in host else host
    listening.listen()  # from here on the address answers, be it a moment later
    address = f"http://{shown}:{listening.getsockname()[1]}"
    here = app.extensions["alavanca"]
    if link := sign_in_links.to_set_up(here.database, here.clock(), address):
        click.echo(f"Set up the first account here, once, within 30 minutes: {link}")
    click.echo(f"Alavanca is at {address} - Ctrl-C ends it.")
    InboxWatch(here).start()
    answer(app, settings, listening)


def _prepared(settings: Settings, roster: Path | None, host: str) -> Flask:
    """Make the application, its database up to date, with `roster` imported.

    Raises OSError when the data folder cannot be written, ClickException when the file is refused
    or the secret could not stand before a network.
    """
    app = create_app(settings, host)
    migrate.upgrade(settings.database)
    if roster is not None:
        _import(settings, roster)
    return app


def _import(settings: Settings, roster: Path) -> None:
    """Import a file in a process of its own, which takes its memory with it."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "flask",
            "--app",
            str(HERE / "wsgi.py"),
            "rosters",
            "import",
            str(roster),
        ],
        env=os.environ | environment(settings),
        check=False,
    )
    if done.returncode:
        raise click.ClickException(f"{roster} was not imported, so the server does not start.")


def _listen(host: str, port: int) -> socket.socket:
    """Take the port at once, so that nothing is done for a server that cannot start."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":  # on Windows the option would let two servers share the port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise click.ClickException(
                f"Port {port} is taken by another program. Choose another one: --port {port + 1}"
            ) from None
        raise click.ClickException(
            f"Cannot listen on {host}, port {port}: {error.strerror}."
        ) from None
    return listening


if __name__ == "__main__":
    main()
