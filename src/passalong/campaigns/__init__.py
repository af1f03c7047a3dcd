"""Campaigns: which purchase gives how many vouchers, under which terms."""
