"""The peer: pgbench doing the writes of a redemption, without law, HTTP or Python.

Which lines it stands beside is `bench/till.py`. It writes the same rows into the same tables
with the same indexes as our redemption does (voucher, redemption, three tallies, what she tried,
receipt, journal and its head), in one durable transaction, after it has looked up the voucher by
its code as we do. Where it could be made easier for the peer, it was: it checks nothing, keeps no
hash chain, and writes the rows that many share last, so that they are locked for a moment only.
"""

import re
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

# The n-th friend who comes, for a program that knows numbers only.
PREPARE = """
CREATE TABLE bench_ask AS
SELECT row_number() OVER (ORDER BY friend_id) AS n, merchant_id, code_lookup
  FROM voucher WHERE state = 'claimed' AND merchant_id = ANY({merchant_ids})
"""
LOOK_UP = """
SELECT v.merchant_id, v.voucher_id, v.campaign_id, v.friend_id, v.giver_id, v.shop_id
  FROM bench_ask JOIN voucher v USING (merchant_id, code_lookup) WHERE n = :n
"""
VOUCHER = """
UPDATE voucher t SET state = 'redeemed', redeemed_at = :at {from_it}
 WHERE t.merchant_id = {merchant_id} AND t.voucher_id = {voucher_id}
"""
REDEMPTION = """
INSERT INTO redemption SELECT {merchant_id}, {voucher_id}, 1, {campaign_id}, {friend_id},
  {shop_id}, 'key_0123456789abcdef0123', 'code', :at::bigint, NULL, '', '' {from_it}
ON CONFLICT (merchant_id, voucher_id, number) DO UPDATE SET at = excluded.at
"""
CLAIM_TALLY = """
UPDATE claim_tally t SET trials = t.trials + 1 {from_it}
 WHERE t.merchant_id = {merchant_id} AND t.campaign_id = {campaign_id}
   AND t.person_id = {friend_id}
"""
HOLD_TALLY = """
UPDATE hold_tally t SET holding = greatest(t.holding - 1, 0) {from_it}
 WHERE t.merchant_id = {merchant_id} AND t.person_id = {friend_id}
"""
TRIED = """
INSERT INTO tried SELECT {merchant_id}, {friend_id}, '["' || {voucher_id} || '"]' {from_it}
ON CONFLICT (merchant_id, person_id) DO UPDATE SET voucher_ids = excluded.voucher_ids
"""
RECEIPT = """
INSERT INTO receipt SELECT {merchant_id}, 'key/key_0123456789abcdef0123/' || :key::text,
  '\\x00112233445566778899aabbccddeeff'::bytea, 'done',
  '{{"voucher_id":"' || {voucher_id} || '","state":"redeemed","number": 1,"friend_id":"'
  || {friend_id} || '","giver_id":"' || {giver_id} || '","issued": 0}}', :at::bigint, 1 {from_it}
ON CONFLICT (merchant_id, receipt_key) DO UPDATE SET at = excluded.at
"""
CAMPAIGN_TALLY = """
UPDATE campaign_tally t SET redeemed = least(t.redeemed + 1, t.reserved) {from_it}
 WHERE t.merchant_id = {merchant_id} AND t.campaign_id = {campaign_id}
"""
HEAD = """
UPDATE journal_head t SET seq = t.seq + 1, hash = sha256(t.hash) {from_it}
 WHERE t.merchant_id = {merchant_id} RETURNING t.seq, t.hash
"""
JOURNAL = """
INSERT INTO journal SELECT {merchant_id}, {seq}::bigint, :at::bigint, 'key',
  'key_0123456789abcdef0123', 'voucher_redeemed', '{{"voucher_id":"' || {voucher_id}
  || '","campaign_id":"' || {campaign_id} || '","number": 1,"giver_id":"' || {giver_id}
  || '","friend_id":"' || {friend_id} || '","shop_id":"' || {shop_id}
  || '","staff_id":"key_0123456789abcdef0123","redeemed_by":"code","cost_minor": 0}}',
  {hash}::bytea, {hash}::bytea {from_it}
"""
WRITES = (
    VOUCHER,
    REDEMPTION,
    CLAIM_TALLY,
    HOLD_TALLY,
    TRIED,
    RECEIPT,
    CAMPAIGN_TALLY,
)
IDS = ("merchant_id", "voucher_id", "campaign_id", "friend_id", "giver_id", "shop_id")
DRAWN = "\\set n random(1, {asks})\n\\set key random(1, 1000000000000000000)\n\\set at {at}\n"


def separate_statements() -> str:
    """As most programs write it: each statement is sent, answered, and then the next."""
    names = {name: f":{name}::text" for name in IDS} | {"seq": ":seq", "hash": ":hash"}
    lines = [f"{LOOK_UP.strip()} \\gset", "BEGIN;"]
    lines += [_flat(write.format(**names, from_it="")) + ";" for write in WRITES]
    lines += [_flat(HEAD.format(**names, from_it="")) + " \\gset"]
    lines += [_flat(JOURNAL.format(**names, from_it="")) + ";", "COMMIT;"]
    return "\n".join([_flat(line) for line in lines]) + "\n"


def one_statement() -> str:
    """The best that can be done: all of it goes out in one statement."""
    names = {name: f"it.{name}" for name in IDS} | {"seq": "head.seq", "hash": "head.hash"}
    parts = [f"it AS MATERIALIZED ({LOOK_UP})"]
    parts += [
        f"w{number} AS ({write.format(**names, from_it='FROM it')})"
        for number, write in enumerate(WRITES)
    ]
    parts.append(f"head AS ({HEAD.format(**names, from_it='FROM it')})")
    last = JOURNAL.format(**names, from_it="FROM it, head")
    return _flat(f"WITH {', '.join(parts)} {last}") + ";\n"


def _flat(text: str) -> str:
    return " ".join(text.split())


def prepare(url: str, merchant_ids: list[str]) -> int:
    """Number the friends who will come to these merchants; how many there are."""
    with psycopg.connect(url, autocommit=True) as connection:
        asked = sql.SQL(PREPARE).format(merchant_ids=sql.Literal(merchant_ids))
        count = connection.execute(asked).rowcount
        connection.execute("ALTER TABLE bench_ask ADD PRIMARY KEY (n)")
        connection.execute("ANALYZE bench_ask")
    return count


def forget(url: str) -> None:
    """Take the numbers away again."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE bench_ask")


def transactions_per_second(
    program: Path, url: str, script: str, asks: int, clients: int, seconds: float, folder: Path
) -> float:
    """What pgbench reaches with so many clients. Raises RuntimeError when it fails."""
    place = folder / "pgbench.sql"
    place.write_text(DRAWN.format(asks=asks, at=1_795_387_943_553) + script)
    command = [str(program), "--no-vacuum", "--protocol=prepared", f"--file={place}"]
    command += [f"--client={clients}", "--jobs=2", f"--time={max(1, round(seconds))}", url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if done.returncode or not found or "number of failed transactions: 0 " not in done.stdout:
        raise RuntimeError(f"pgbench failed: {done.stdout[-500:]} {done.stderr[-1500:]}")
    return float(found[1])
