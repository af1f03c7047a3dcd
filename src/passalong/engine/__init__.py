"""The one write path: load, decide, save, always for a batch."""
