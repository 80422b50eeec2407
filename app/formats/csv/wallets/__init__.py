"""Exports of wallets and payment services: lines that move no money or only the owner's own, and two sides."""
