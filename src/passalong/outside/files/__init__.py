"""Tidy CSV files of a shop, read as a stream and handed in as commands, with every loss named.

What a command then does is in its feature; how the terminal shows an import is in `cli/`.
"""
