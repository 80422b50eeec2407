"""From rows of a statement to drafts of transactions: account, fingerprint, category."""
