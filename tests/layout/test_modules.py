"""Any module may be the first that is imported."""

import json
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.layout import source

IMPORT_EACH = Path(__file__).with_name("import_each.py")


def test_no_files_import_each_other_in_a_circle():
    ours = source.modules()
    imports = {name: {each for each in source.imported_by(path) if each in ours} for name, path in ours.items()}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(reversed(error.args[1])))


@pytest.mark.slow
def test_each_module_is_imported_first_in_a_fresh_process(environment):
    wanted = {"libraries": source.libraries(), "modules": list(source.modules())}
    done = subprocess.run(
        [sys.executable, IMPORT_EACH],
        input=json.dumps(wanted),
        env={**environment, "PYTHONPATH": str(source.ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split() == list(source.modules())
