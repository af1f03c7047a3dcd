"""What the copy linter looks for, as data: concepts for each script, rules, look-alike letters."""
