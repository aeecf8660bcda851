"""The way in from a shell: Ctrl-C is answered in one line even while the command line is still being loaded."""

from __future__ import annotations

import sys


def main() -> None:
    """Load the command line and run it."""
    try:
        from farside import cli

        cli.main()
    except KeyboardInterrupt:
        print("farside: stopped", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
