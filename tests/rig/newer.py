"""The command line of a version to come: the same program with two more steps of the schema.

`python tests/rig/newer.py COMMAND ...`; the steps are in `rig/steps_to_come/`.
"""

from pathlib import Path

from passalong import migrations
from passalong.cli import main

STEPS = Path(__file__).parent / "steps_to_come"

if __name__ == "__main__":
    migrations.PLACES.append(STEPS)
    main()
