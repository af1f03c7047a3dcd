"""Keys of this installation: they seal personal data and make codes that are never stored.

Which columns are sealed is said in `tables.py` of a feature; the text forms of codes are in
`base/codes.py`.

Personal data is AES-256-GCM under a key per person; that key is wrapped by the master key and
kept in its own table, so that destroying one row forgets one person, in every backup that is
older than the kept keys too. The nonce is random; the associated data ties a cell to its
merchant, person and column, so that cells can't be swapped.

Codes, link tokens and look-ups are keyed BLAKE2b (docs/decisions/0016).
"""

import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from passalong.base.codes import CODE_BITS, code_of, printed, token_of

NONCE = 12
LOOKUP_BITS = 63


class KeysMissing(Exception):
    """The key file is absent or damaged although a database exists."""


def _create(path: Path, text: str) -> None:
    """The whole file or none, on the disk before anything is sealed; an older one is left alone.

    A power cut between the making of a key file and its content would close a shop for good.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first: its keys are the keys
            os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class Keys:
    """Master secrets: `seal` wraps, `code` makes codes and tokens, `find` finds phones."""

    def __init__(
        self, secrets_by_name: dict[str, str], entropy: Callable[[int], bytes] = os.urandom
    ) -> None:
        try:
            self._seal = AESGCM(bytes.fromhex(secrets_by_name["seal"]))
            self._code = blake2b(key=bytes.fromhex(secrets_by_name["code"]), digest_size=32)
            self._find = blake2b(key=bytes.fromhex(secrets_by_name["find"]), digest_size=32)
            self.digest = bytes.fromhex(secrets_by_name["digest"])
        except (KeyError, ValueError) as error:
            raise KeysMissing("the key file lacks a key or a key is damaged") from error
        self._entropy = entropy
        self._tree = ("", ""), ""

    @staticmethod
    def fresh() -> dict[str, str]:
        """New secrets, 256 bits each, as they are kept in the key file."""
        return {name: secrets.token_hex(32) for name in ("seal", "code", "find", "digest")}

    @classmethod
    def at(cls, path: Path, *, may_create: bool) -> "Keys":
        """The keys in this file; made at the first start, with mode 600."""
        if not path.exists():
            if not may_create:
                raise KeysMissing(f"no key file at {path}")
            path.parent.mkdir(parents=True, exist_ok=True)
            _create(path, json.dumps(cls.fresh()))
        try:
            return cls(json.loads(path.read_text()))
        except (OSError, json.JSONDecodeError) as error:
            raise KeysMissing(f"the key file at {path} can't be read") from error

    def new_subject_key(self, merchant_id: str, subject_id: str) -> bytes:
        """A fresh wrapped key for a person."""
        return self._locked(self._seal, self._entropy(32), f"{merchant_id}|{subject_id}|key")

    def seal(
        self, wrapped: bytes, merchant_id: str, subject_id: str, field: str, text: str
    ) -> bytes:
        """`text` as bytes that only this person's key opens; no text is no bytes."""
        if not text:
            return b""
        cipher = self._subject(wrapped, merchant_id, subject_id)
        return self._locked(cipher, text.encode(), f"{merchant_id}|{subject_id}|{field}")

    def open(
        self, wrapped: bytes, merchant_id: str, subject_id: str, field: str, sealed: bytes
    ) -> str:
        """The text again. Raises InvalidTag when the cell was moved or damaged."""
        if not sealed:
            return ""
        cipher = self._subject(wrapped, merchant_id, subject_id)
        about = f"{merchant_id}|{subject_id}|{field}".encode()
        return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], about).decode()

    def _locked(self, cipher: AESGCM, plain: bytes, about: str) -> bytes:
        nonce = self._entropy(NONCE)
        return nonce + cipher.encrypt(nonce, plain, about.encode())

    def _subject(self, wrapped: bytes, merchant_id: str, subject_id: str) -> AESGCM:
        about = f"{merchant_id}|{subject_id}|key".encode()
        try:
            return AESGCM(self._seal.decrypt(wrapped[:NONCE], wrapped[NONCE:], about))
        except InvalidTag as error:
            raise KeysMissing("the key file does not belong to this database") from error

    def code_bits(self, *path: str | int) -> int:
        """The 60 bits of a typed code for a merchant, a thing and a turn."""
        return int.from_bytes(self._made("code", *path)[:8]) >> (64 - CODE_BITS)

    def code(self, *path: str | int) -> str:
        """The typed code, printed 4-4-5."""
        return printed(code_of(self.code_bits(*path)))

    def token(self, *path: str | int) -> str:
        """The link token: 128 bits, 22 characters."""
        return token_of(self._made("token", *path)[:16])

    def _made(self, *path: str | int) -> bytes:
        return _keyed(self._code, "|".join(map(str, path)).encode())

    def lookup_code(self, bits: int) -> int:
        """A 63-bit number under which a typed code of these 60 bits is found, but not read."""
        return self._found(b"code" + bits.to_bytes(8))

    def lookup_token(self, token: str) -> int:
        """A 63-bit number under which a link token is found, but not read."""
        return self._found(b"token" + token.encode())

    def _found(self, what: bytes) -> int:
        return int.from_bytes(_keyed(self._find, what)[:8]) >> (64 - LOOKUP_BITS)

    def identity_lookup(self, merchant_id: str, kind: str, value: str) -> str:
        """What a phone, e-mail or external id is found by: keyed, per merchant, 128 bits.

        External ids `tree/node` of one tree begin alike (32 bits of the tree), so that what comes
        together stands together in the index; what is told is only that they are of one tree.
        """
        own = _keyed(self._find, f"{merchant_id}|{kind}|{value}".encode())
        tree, sign, _ = value.rpartition("/") if kind == "external" else ("", "", "")
        if not sign:
            return own[:16].hex()
        known, start = self._tree
        if known != (merchant_id, tree):
            made = _keyed(self._find, f"{merchant_id}|tree|{tree}".encode())
            start = made[:4].hex()
            self._tree = (merchant_id, tree), start
        return start + own[:12].hex()


def _keyed(begun: blake2b, what: bytes) -> bytes:
    """Keyed BLAKE2b of `what`; the key was read when `begun` was made."""
    digest = begun.copy()
    digest.update(what)
    return digest.digest()
