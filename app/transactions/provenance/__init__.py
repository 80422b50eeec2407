"""Where transactions came from: their fingerprints, import and ids, and how an import takes back what it did.

`service` is the door for app/imports; the stores here may be read by its duplicate detection too. Everybody else comes
through `app.transactions.service`.
"""
