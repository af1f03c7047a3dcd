"""What the law asks of a word-of-mouth system, as data and as pure checks."""
