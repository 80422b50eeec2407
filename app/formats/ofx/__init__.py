"""OFX and QFX: reader and writer."""
