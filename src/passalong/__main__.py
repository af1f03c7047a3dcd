"""`python -m passalong`: the command line. What it can do is in `cli/`."""

from passalong.cli import main

if __name__ == "__main__":
    main()
