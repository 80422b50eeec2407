"""`python -m stack up`, `python -m stack demo`, `python -m stack servers -- COMMAND …`."""

import argparse
import os
import signal
import sys

from stack.demo import demo
from stack.errors import StackError
from stack.process import tie_to_parent
from stack.scratch import run_with_servers
from stack.supervisor import Stopped
from stack.up import up


def main() -> int:
    """Run one command. Exit code 1 and one sentence on stderr when it cannot be done."""
    arguments = parser().parse_args()
    if arguments.with_parent:
        tie_to_parent(os.getppid(), signal.SIGTERM)
    try:
        return int(arguments.run(arguments))
    except Stopped:
        return 0
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except StackError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python -m stack", description=__doc__)
    top.add_argument("--with-parent", action="store_true", help="stop when the caller dies")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("up", help="run the stack until stopped").set_defaults(run=run_up)
    commands.add_parser("demo", help="run the main job end to end").set_defaults(run=run_demo)
    servers = commands.add_parser("servers", help="run a command beside a scratch MongoDB and Redis")
    servers.add_argument("command", nargs="+")
    servers.set_defaults(run=lambda arguments: run_with_servers(arguments.command))
    return top


def run_up(_arguments: argparse.Namespace) -> int:
    """The stack; it ends by a signal only."""
    up()
    return 0


def run_demo(_arguments: argparse.Namespace) -> int:
    """The story of `make demo`."""
    demo()
    return 0


if __name__ == "__main__":
    sys.exit(main())
