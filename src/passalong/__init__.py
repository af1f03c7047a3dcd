"""Passalong: growth by word of mouth, one tool for every link. The rooms are named in README."""

__version__ = "0.1.0"
