"""Keys with known secrets, so that tests can sign anything as anybody."""

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mutu.lib.credentials.keys import PublicKey

CURVES = {"P-256": (ec.SECP256R1(), SHA256(), 32), "P-384": (ec.SECP384R1(), SHA384(), 48)}


class Key:
    """An Ed25519 key from 32 known bytes."""

    def __init__(self, secret, key_id):
        self._key = ed25519.Ed25519PrivateKey.from_private_bytes(secret)
        self.public_key = PublicKey("Ed25519", self._key.public_key().public_bytes_raw())
        self.key_id = key_id

    def sign(self, data):
        return self._key.sign(data)


class EllipticKey:
    """A P-256 or P-384 key from a known number."""

    def __init__(self, curve, number, key_id):
        group, self._hash, self._length = CURVES[curve]
        self._key = ec.derive_private_key(number, group)
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        self.public_key = PublicKey(curve, point)
        self.key_id = key_id

    def sign(self, data):
        r, s = decode_dss_signature(self._key.sign(data, ec.ECDSA(self._hash)))
        return r.to_bytes(self._length, "big") + s.to_bytes(self._length, "big")
