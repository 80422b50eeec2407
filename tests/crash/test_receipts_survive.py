"""A worker killed with a receipt in its hands: the file is there, and the receipt becomes one transaction."""

import pytest

from tests.client import eventually
from tests.crash.machines import finished, kill
from tests.receipts.builders import a_pdf


@pytest.mark.slow
def test_receipts_whose_workers_are_killed_are_read_once_each(crashing, tmp_path):
    user = crashing.a_user()
    worker = crashing.start_worker(children=2)
    crashing.start_beat()
    started = []
    for number in range(12):
        path = tmp_path / f"receipt{number}.pdf"
        path.write_bytes(
            a_pdf(lines=["Corner Bakery", "2026-11-14", f"Bread  {number + 1}.50", f"Total  ${number + 1}.50"])
        )
        started.append(user.upload("/transactions/receipt", path, {}))
    for running in (1, 5):
        eventually(lambda done=running: crashing.db["jobs"].count_documents({"state": "succeeded"}) >= done, 90)
        kill(worker)
        worker = crashing.start_worker(children=2)
    assert all(finished(user, each["job"])["attached"] is False for each in started)
    transactions, files = crashing.db["transactions"], crashing.db["imports.files"]
    assert (transactions.count_documents({"status": "posted"}), transactions.count_documents({})) == (12, 12)
    assert files.count_documents({}) == 12
    assert crashing.differences() == []
