"""How fast Finsight is, as ratios to what the machine can do at best: `python -m bench [MEASUREMENT ...]`."""
