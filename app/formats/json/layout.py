"""How one JSON file is to be read: which of its lists hold the transactions, and in which form."""

from dataclasses import dataclass, field

from app.formats.csv.typed_cells import CsvLayout


@dataclass
class JsonLayout(CsvLayout):
    """The layout of a table whose `keys` are those of objects, in the lists that `paths` lead to.

    `simplefin` is set where these are accounts that hold their transactions in the form of SimpleFIN.
    """

    paths: list[list[str]] = field(default_factory=list)
    simplefin: bool = False
