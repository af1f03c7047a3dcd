"""Merchants, their shops, their staff, and the keys of their programs."""
