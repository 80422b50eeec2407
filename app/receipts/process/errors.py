"""Why a file cannot be opened."""


class Unreadable(Exception):
    """A file that is no receipt which can be read; `code` is a stable word, the text a sentence for its sender."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def damaged() -> Unreadable:
    """Returns the error of a file that is broken, or takes more memory or time than is given to it."""
    return Unreadable("damaged_receipt", "The file is damaged, or takes more memory or time than is given to it.")
