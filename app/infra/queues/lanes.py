"""The lanes of work, each a queue of its own.

`interactive` is what a person waits for and takes a moment. The others are long: of a workspace AT_ONCE jobs run in
each, and a worker keeps its last free child from them (docs/decisions/032).
"""

INTERACTIVE, BULK, AI = "interactive", "bulk", "ai"
LANES = (INTERACTIVE, BULK, AI)
LONG_LANES = (BULK, AI)
AT_ONCE = 2
