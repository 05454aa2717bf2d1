"""python -m d2lhelpers data: what is here. python -m d2lhelpers download NAME: fetch a set."""

import argparse
import sys

from . import datasets


def main() -> int:
    """Run one command; 0 where it worked, 1 where it did not."""
    parser = argparse.ArgumentParser(prog="python -m d2lhelpers", description="The course's data sets.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("data", help="say which data sets are here")
    fetch = commands.add_parser("download", help="fetch a data set into the cache")
    fetch.add_argument("name", choices=sorted(datasets.SETS))
    arguments = parser.parse_args()
    if arguments.command == "data":
        print(datasets.available())
        return 0
    try:
        print(f"{datasets.SETS[arguments.name].title} is in {datasets.download(arguments.name)}")
    except datasets.DataMissing as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; what was not fetched whole is not kept", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
