"""`python -m stack.fake_model PORT`: the model of `make up AI=fake`, until it is stopped."""

import sys
import threading

from stack.fake_answers import answer
from stack.fake_gemini import FakeGemini


def main() -> None:
    """Answer on loopback."""
    FakeGemini(answer=answer, most_kept=100).start(int(sys.argv[1]))
    threading.Event().wait()


if __name__ == "__main__":
    main()
