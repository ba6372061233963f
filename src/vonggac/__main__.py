"""`python -m vonggac` is the `vonggac` command."""

from vonggac.cli import main

if __name__ == "__main__":
    main()
