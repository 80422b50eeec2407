"""Trains the model of ``app.ai.classifier`` (development only): ``make train``."""
