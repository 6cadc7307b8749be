"""Serve the desk in the browser, with its worker. Ctrl-C stops both.

Another free port is taken when the wanted one is not free. For other machines to reach it, name
--host and set TENURE_HOSTS to the names under which they do.
"""

from __future__ import annotations

import argparse

from tenure.cli import session


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare address and worker."""
    parser.add_argument("--port", type=int, default=8000, help="the next free one is taken")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--no-worker", action="store_true", help="background jobs run elsewhere")


def run(arguments: argparse.Namespace) -> int:
    """Bring the database to this version and serve until stopped."""
    session.set_up()
    from tenure.cli.server import free_port, serve

    port = free_port(arguments.host, arguments.port)
    address = f"http://{arguments.host}:{port}/"

    def tell() -> None:
        if arguments.json:
            session.print_json({"address": address, "port": port})
        else:
            print(f"Tenure is at {address} (ctrl-C stops it)", flush=True)

    worker = not arguments.no_worker
    return serve(host=arguments.host, port=port, worker=worker, once_ready=tell)
