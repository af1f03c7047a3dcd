"""The REST API `/v1`: which features' routes it is made of.

The routes themselves are in each feature's `api.py`; its documentation in `web/reference.py`.
"""

from collections.abc import Sequence
from typing import Any

API_ROUTES: Sequence[Any] = ()
