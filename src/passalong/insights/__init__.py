"""What is found out by looking at everything; nothing here changes a row."""
