"""What a shop sells and what it lets people try."""
