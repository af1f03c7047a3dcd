"""Agents: people who recommend for a commission on real sales, under an agreement."""
