"""Group commit: what several requests of one workspace ask for at the same time is done in one transaction."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

from bson import ObjectId

from app.infra.database.mongo import TRANSACTION_SECONDS, Scope, WorkspaceBusy
from app.infra.database.workspace_lock import patience

Asked = TypeVar("Asked")
Done = TypeVar("Done")


class Gathering(Generic[Asked, Done]):
    """Hands `work` everything that waits, in the order in which it came.

    `work` returns for each either what came of it or the exception to raise. A request waits for what is being done;
    meanwhile others come, and the first whose turn it is does the work of all. Alone nobody waits.
    """

    def __init__(self, work: Callable[[Scope, Sequence[Asked]], Sequence[Done | Exception]]) -> None:
        self._work = work
        self._lines: dict[ObjectId, _Line[Asked, Done]] = {}
        self._guard = threading.Lock()

    def do(self, scope: Scope, asked: Asked) -> Done:
        """Have this done, perhaps together with others. Raises what `work` raises or returns for it, WorkspaceBusy."""
        mine = asked, Future[Done]()
        line = self._join(scope.workspace_id, mine)
        try:
            if line.turn.acquire(timeout=patience(line.length, TRANSACTION_SECONDS)):
                try:
                    if not mine[1].done():
                        self._do_all(scope, self._take(line))
                finally:
                    line.turn.release()
            elif self._give_up(line, mine):
                raise WorkspaceBusy(retry_after=1)
        finally:
            self._leave(scope.workspace_id, line)
        return mine[1].result()

    def _do_all(self, scope: Scope, waiting: "Waiting[Asked, Done]") -> None:
        try:
            outcomes = self._work(scope, [asked for asked, _ in waiting])
        except Exception as error:  # noqa: BLE001 - raised again by everybody whom it concerns
            outcomes = [error] * len(waiting)
        for (_, future), outcome in zip(waiting, outcomes, strict=True):
            if isinstance(outcome, Exception):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

    def _join(self, workspace_id: ObjectId, mine: "tuple[Asked, Future[Done]]") -> "_Line[Asked, Done]":
        with self._guard:
            line = self._lines.setdefault(workspace_id, _Line())
            line.length += 1
            line.waiting.append(mine)
        return line

    def _give_up(self, line: "_Line[Asked, Done]", mine: "tuple[Asked, Future[Done]]") -> bool:
        """Leave what waits; False when somebody is doing it already."""
        with self._guard:
            if mine not in line.waiting:
                return False
            line.waiting.remove(mine)
            return True

    def _take(self, line: "_Line[Asked, Done]") -> "Waiting[Asked, Done]":
        with self._guard:
            taken, line.waiting = line.waiting, []
        return taken

    def _leave(self, workspace_id: ObjectId, line: "_Line[Asked, Done]") -> None:
        with self._guard:
            line.length -= 1
            if not line.length:
                del self._lines[workspace_id]


Waiting = list[tuple[Asked, "Future[Done]"]]


class _Line(Generic[Asked, Done]):
    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.length = 0
        self.waiting: Waiting[Asked, Done] = []
