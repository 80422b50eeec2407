"""JSON: reader and writer."""
