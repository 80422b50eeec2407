"""Merchants that neither rules nor corrections nor the local engine can file, for which a language model is asked."""
