"""Insights: the figures of a month, a text about them, and the dashboard."""
