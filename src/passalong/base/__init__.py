"""Words that every floor shares: ids, moments, money, messages, worlds."""
