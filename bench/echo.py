"""An empty echo on the same server: one Litestar route without guard, law or database.

`python bench/echo.py PORT` serves until SIGTERM. What is compared with it is `bench/till.py`.
"""

import sys
from typing import Any

import msgspec
import uvicorn
from litestar import Litestar, post
from litestar.params import JSONBody

ANSWER = {
    "voucher_id": "v_00000000000000000000",
    "state": "redeemed",
    "number": 1,
    "friend_id": "p_00000000000000000000",
    "giver_id": "p_00000000000000000001",
    "issued": 0,
}


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same body that the counter reads."""

    shop_id: str
    code: str


@post("/echo", status_code=200)
async def echo(data: JSONBody[Shown]) -> dict[str, Any]:
    """An answer of the same length as a redemption's."""
    return {**ANSWER, "giver_id": data.code}


def main() -> None:
    """Serve as `web/serve.py` does, with nothing inside."""
    app = Litestar([echo], openapi_config=None, logging_config=None)
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_config=None, ws="none")


if __name__ == "__main__":
    main()
