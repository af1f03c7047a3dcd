"""Double-entry books: the only place where money moves."""
