"""Starting the server: the data folder, the database, a first roster, then waitress."""

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import click
from flask import Flask
from pydantic import ValidationError
from pydantic_settings import SettingsError

from data.store import NewerDatabase, migrate, rosters
from webapp import create_app, logs
from webapp.access import viewer
from webapp.jobs import environment, start
from webapp.sample import SAMPLE_STUDENTS, load_sample
from webapp.settings import HERE, Settings
from webapp.state import State, state

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), help="Data folder.")
@click.option(
    "--roster",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A roster file to import before serving.",
)
@click.option("--empty", is_flag=True, help="Begin without the sample school.")
def main(host: str, port: int, data_dir: Path | None, roster: Path | None, empty: bool) -> None:
    """Serve Alavanca; on a fresh data folder with the sample school, to look around in."""
    logs.begin()
    if data_dir is not None:
        os.environ["ALAVANCA_DATA_FOLDER"] = str(data_dir.resolve())
    settings = _settings()
    _refuse_open_network(settings, host)
    listening = _listen(host, port)
    try:
        app = _prepared(settings, roster, empty)
    except OSError as error:
        raise click.ClickException(
            f"The data folder {settings.data_folder} cannot be used ({error.strerror or error}). "
            "Make it writable, or give another one: --data-dir FOLDER"
        ) from None
    except NewerDatabase as error:
        raise click.ClickException(str(error)) from None
    # Werkzeug's list of trusted names cannot hold an IPv6 address, but browsers know this name.
    shown = "localhost" if host == "::1" else f"[{host}]" if ":" in host else host
    listening.listen()  # from here on the address answers, be it a moment later
    click.echo(f"Alavanca is at http://{shown}:{listening.getsockname()[1]} - Ctrl-C ends it.")
    from waitress import serve

    # A thread that has waited for the network or the database gets its turn after 0.1 ms, not 5:
    # with eight readers at once that is two to three times as many answers.
    sys.setswitchinterval(1e-4)
    serve(
        app,
        sockets=[listening],
        threads=settings.threads,
        max_request_body_size=(settings.upload_limit_mb + 1) * 1024 * 1024,
        ident=None,
        clear_untrusted_proxy_headers=True,
    )


def _prepared(settings: Settings, roster: Path | None, empty: bool) -> Flask:
    """Make the application, its database up to date, with `roster` imported or, on the very first
    run, the sample school.

    Raises OSError when the data folder cannot be written, ClickException when the file is refused.
    """
    app = create_app(settings)
    migrate.upgrade(settings.database)
    with app.app_context():
        if roster is not None:
            _import(settings, roster)
        elif not empty:
            _first_run(state())
    return app


def _first_run(here: State) -> None:
    """Load the sample school where there has never been a roster; its gaps come in a minute."""
    marker = here.settings.data_folder / "sample.loaded"
    if marker.exists():
        return
    with here.database.read() as session:
        begun = bool(rosters.listing(session, viewer()))
    if not begun:
        roster = load_sample(here, viewer(), SAMPLE_STUDENTS)
        start(here, viewer(), "estimate gaps", {"roster": roster.id})
        click.echo(f"Sample school: {roster.students} invented students, removed in one click.")
    marker.touch()


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


def _settings() -> Settings:
    """Read the settings. Raises ClickException, naming the variable, for a wrong one."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [(f"ALAVANCA_{one['loc'][0]}".upper(), one["msg"]) for one in error.errors()]
    except SettingsError as error:  # not the JSON that a list is written in
        wrong = [("An ALAVANCA_ variable", str(error))]
    raise click.ClickException(
        "\n".join(f"{name}: {message}. Correct it or leave it out." for name, message in wrong)
    )


def _refuse_open_network(settings: Settings, host: str) -> None:
    if host not in LOOPBACK and not settings.allow_network:
        raise click.ClickException(
            f"On {host} whoever reaches this computer would see every student: there are no "
            "accounts yet. Leave --host out, or set ALAVANCA_ALLOW_NETWORK=true when something in "
            "front of the server decides who comes in."
        )


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
