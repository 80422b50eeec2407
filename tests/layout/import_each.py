"""Imports each module it is asked for in a child of its own, forked from a process that knows third-party code only.

It prints the names of those that could be imported; a child says on stderr why it could not.
"""

import importlib
import json
import os
import sys
import traceback


def can_be_first(module):
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    try:
        importlib.import_module(module)
    except BaseException:  # noqa: BLE001 - SystemExit too
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def main():
    wanted = json.load(sys.stdin)
    for library in wanted["libraries"]:
        importlib.import_module(library)
    assert "app" not in sys.modules
    first = [module for module in wanted["modules"] if can_be_first(module)]
    sys.stdout.write("\n".join(first))
    sys.exit(len(first) < len(wanted["modules"]))


main()
