"""A bounded load generator: a few keep-alive connections, each asking as fast as answers come."""

import http.client
import threading
import time
from dataclasses import dataclass

from stack.servers import LOOPBACK

THREADS = 4


@dataclass(frozen=True)
class Target:
    """What is asked for again and again."""

    port: int
    path: str
    token: str = ""


@dataclass(frozen=True)
class Load:
    """What came of it: the milliseconds each answer took, and how long it lasted."""

    waits: list[float]
    seconds: float

    @property
    def requests(self) -> int:
        """How many were answered."""
        return len(self.waits)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def put_load(target: Target, seconds: float, clients: int = THREADS) -> Load:
    """Ask as fast as answers come, for some seconds. RuntimeError when an answer is not 200."""
    waits: list[list[float]] = [[] for _ in range(clients)]
    failures: list[Exception] = []

    def work(number: int, until: float) -> None:
        try:
            _ask_until(target, until, waits[number])
        except Exception as error:  # noqa: BLE001 - carried to the caller, who raises
            failures.append(error)

    begun = time.perf_counter()
    threads = [threading.Thread(target=work, args=(number, begun + seconds)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(f"{target.path} failed under load") from failures[0]
    return Load([wait for each in waits for wait in each], time.perf_counter() - begun)


def _ask_until(target: Target, until: float, waits: list[float]) -> None:
    connection = http.client.HTTPConnection(LOOPBACK, target.port, timeout=30)
    headers = {"Authorization": f"Bearer {target.token}"} if target.token else {}
    while (begun := time.perf_counter()) < until:
        connection.request("GET", target.path, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {content.decode(errors='replace')[:300]}")
        waits.append(1000 * (time.perf_counter() - begun))
    connection.close()
