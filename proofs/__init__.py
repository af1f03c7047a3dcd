"""The promises at full volume: each module proves one, with rounds, a seed and planted faults.

Small volumes of the same proofs run in tests/promises; speed beside peers lives in bench/. Both
share the rig of the tests (shops, streams of commands, a PostgreSQL of one's own): tests/rig.
"""

import sys
from pathlib import Path

TESTS = str(Path(__file__).parents[1] / "tests")
if TESTS not in sys.path:
    sys.path.append(TESTS)
