"""People: who they are, what they agreed to, who brought whom."""
