"""Waits for sockets that have something to do: one epoll, so that a thousand idle connections cost nothing."""

import select
from typing import Protocol


class Watched(Protocol):
    """Something with a socket."""

    watched_for: int | None

    def fileno(self) -> int | None:
        """The descriptor; None once it is closed."""

    def interest(self) -> int:
        """The events it waits for now."""

    def handle(self, events: int) -> None:
        """Do what these events ask for."""


class EventLoop:
    """epoll, and who asked for which descriptor."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._by_descriptor: dict[int, Watched] = {}

    def update(self, watched: Watched) -> None:
        """Wait for what it is interested in now."""
        descriptor, events = watched.fileno(), watched.interest()
        if descriptor is None or events == watched.watched_for:
            return
        if watched.watched_for is None:
            self._epoll.register(descriptor, events)
            self._by_descriptor[descriptor] = watched
        else:
            self._epoll.modify(descriptor, events)
        watched.watched_for = events

    def forget(self, watched: Watched) -> None:
        """Wait for it no more. Call it before the descriptor is closed: its number is given out again at once."""
        descriptor = watched.fileno()
        if watched.watched_for is not None and descriptor is not None:
            self._epoll.unregister(descriptor)
            del self._by_descriptor[descriptor]
            watched.watched_for = None

    def turn(self, seconds: float) -> None:
        """Wait for at most so long, and let everybody handle what happened."""
        happened = [(self._by_descriptor[descriptor], events) for descriptor, events in self._epoll.poll(seconds)]
        for watched, events in happened:
            if watched.watched_for is None:  # an earlier one of this turn closed it
                continue
            watched.handle(events)
            if watched.watched_for is not None:
                self.update(watched)
