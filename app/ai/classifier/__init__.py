"""Predicts the category of a shop from its name, by a small linear model that is trained in ``training``."""

from app.ai.classifier.model import Prediction, predict

__all__ = ["Prediction", "predict"]
