"""What the stack says when it cannot go on."""


class StackError(Exception):
    """A reason, in one sentence a newcomer can act on; the command line prints it and exits 1."""
