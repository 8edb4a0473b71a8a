"""Checkpoints, keys and proof files: C2SP texts to the byte."""

import subprocess
import sys
from base64 import b64decode, b64encode
from hashlib import sha256

import pytest

from archive.errors import KeyExposed
from archive.ledger import checkpoint as notes
from archive.ledger import keys, merkle
from archive.ledger import proof as proofs
from archive.ledger.tiles import TiledTree, grow

# RFC 8410 section 10.3: the example private key, so that the golden note below can be made again by anyone.
RFC8410 = b"""-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
"""
ORIGIN = "safety-archive/h0me"
GOLDEN = """safety-archive/h0me
3
rra8/idLcKFPsGel5VeCZNsPqbUa9eC6FZFY8yngbnc=

— safety-archive/h0me PQjBE3X2rcEzIjccvUrh2xXZH65z7rGnIlX6BdC2EZvfUekcE6ndVXo+7E2NjmRIuoyovPbTfgnviGn5/qeVwMVnjwY=
"""

SIGNER = keys.Signer.from_pem(RFC8410)
VERIFIER = SIGNER.verifier()
ROOT = bytes.fromhex("aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")
HEAD = notes.Checkpoint(ORIGIN, 3, ROOT)
NOTE = notes.sign(HEAD, SIGNER)


def test_golden_note() -> None:
    assert NOTE == GOLDEN


def test_key_id_is_that_of_a_signed_note() -> None:
    raw = bytes.fromhex("19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1")
    assert VERIFIER.raw == raw
    expected = sha256(ORIGIN.encode() + b"\n\x01" + raw).digest()[:4]
    assert b64decode(NOTE.split(" ")[-1])[:4] == expected == notes.key_id(ORIGIN, raw)


def test_the_note_of_the_specification_reads() -> None:
    read = notes.parse(
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo"
        "+zyWE+xeMcTOAYQ8=\n"
    )
    assert read.checkpoint.size == 20852163
    assert read.signatures[0].key_id.hex() == "033de0ae"
    assert len(read.signatures[0].value) == 64


def test_reads_back_and_verifies() -> None:
    assert notes.verify(NOTE, ORIGIN, VERIFIER) == HEAD
    extended = notes.Checkpoint(ORIGIN, 0, merkle.EMPTY_ROOT, ("one", "two"))
    assert notes.verify(notes.sign(extended, SIGNER), ORIGIN, VERIFIER) == extended


def test_unknown_signatures_are_ignored_but_do_not_count() -> None:
    other = keys.Signer.from_pem(keys.generate()[0])
    foreign = notes.sign(HEAD, other).splitlines()[-1]
    assert notes.verify(NOTE + foreign + "\n", ORIGIN, VERIFIER) == HEAD
    assert notes.verify(NOTE.replace("\n\n", "\n\n" + foreign + "\n"), ORIGIN, VERIFIER) == HEAD
    with pytest.raises(notes.NoteInvalid, match="not signed by the key"):
        notes.verify(notes.sign(HEAD, other), ORIGIN, VERIFIER)


def test_another_origin_is_refused() -> None:
    with pytest.raises(notes.NoteInvalid, match="origin"):
        notes.verify(NOTE, "safety-archive/other", VERIFIER)


@pytest.mark.parametrize("spot", range(len(NOTE)))
def test_every_changed_character_is_refused(spot: int) -> None:
    for other in ("\n" if NOTE[spot] != "\n" else "x", "A" if NOTE[spot] != "A" else "B", ""):
        with pytest.raises(notes.NoteInvalid):
            notes.verify(NOTE[:spot] + other + NOTE[spot + 1 :], ORIGIN, VERIFIER)


@pytest.mark.parametrize(
    "note",
    [
        "", "\n", "\n\n", "a\n1\n\n— a b\n", NOTE[:-1], NOTE + "\n", NOTE.replace("\n", "\r\n"),
        NOTE.replace("3", "03"),
        NOTE.replace("3", "-3"), NOTE.replace("\n3\n", "\n٣\n"), NOTE.replace("—", "-"),
        NOTE + "— x\n", NOTE + "— x AAAA\n",
        NOTE + "— x+y AAAAAAAA\n", "x" * 100_000, NOTE.replace("h0me", "h0me\x00"), NOTE.replace("bnc=", "bnd="),
    ],
)  # fmt: skip
def test_broken_notes_are_refused(note: str) -> None:
    with pytest.raises(notes.NoteInvalid):
        notes.verify(note, ORIGIN, VERIFIER)


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\nb", "a\x00b"])
def test_origins_that_would_not_read_back_are_not_signed(origin: str) -> None:
    with pytest.raises(notes.NoteInvalid):
        notes.sign(notes.Checkpoint(origin, 1, ROOT), SIGNER)


def test_cryptography_is_not_imported_before_it_signs() -> None:
    program = (
        "import sys; from archive.ledger import canonical, checkpoint, envelope, keys, merkle, proof, tiles;"
        "sys.exit('cryptography' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_generated_keys_read_back() -> None:
    private, public = keys.generate()
    assert private.startswith(b"-----BEGIN PRIVATE KEY-----\n")
    assert public.startswith(b"-----BEGIN PUBLIC KEY-----\n")
    signer = keys.Signer.from_pem(private)
    assert signer.public_pem() == public
    assert keys.Verifier.from_pem(public).verifies(signer.sign(b"data"), b"data")
    assert not keys.Verifier.from_pem(public).verifies(signer.sign(b"data"), b"date")
    assert not keys.Verifier.from_pem(public).verifies(b"short", b"data")


def test_what_is_no_ed25519_key_is_refused() -> None:
    private, public = keys.generate()
    for pem in (b"", b"rubbish", public, private[:60]):
        with pytest.raises(keys.KeyInvalid):
            keys.Signer.from_pem(pem)
    for pem in (b"", b"rubbish", private, public[:60]):
        with pytest.raises(keys.KeyInvalid):
            keys.Verifier.from_pem(pem)


def test_keys_of_another_kind_are_refused() -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    other = generate_private_key(SECP256R1())
    with pytest.raises(keys.KeyInvalid):
        keys.Signer.from_pem(
            other.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    with pytest.raises(keys.KeyInvalid):
        keys.Verifier.from_pem(
            other.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        )


@pytest.mark.parametrize("mode", [0o100640, 0o100604, 0o100660, 0o100601])
def test_a_key_that_others_can_reach_is_refused(mode: int) -> None:
    with pytest.raises(KeyExposed):
        keys.refuse_exposed("keys/checkpoint.key", mode)
    keys.refuse_exposed("keys/checkpoint.key", 0o100600)


EVENTS = [b"event %d" % number for number in range(300)]


def make_proof(index: int) -> proofs.TlogProof:
    growth = grow(0, [merkle.leaf_hash(event) for event in EVENTS], lambda level, idx: None)
    tiles = {(level, idx): data for level, idx, data in growth.tiles}
    note = notes.sign(notes.Checkpoint(ORIGIN, len(EVENTS), growth.frontier.root()), SIGNER)
    node = TiledTree(len(EVENTS), lambda *at: tiles.get(at)).node
    return proofs.TlogProof(index, merkle.inclusion_proof(index, len(EVENTS), node), note)


def test_a_proof_file_reads_back_and_proves() -> None:
    proof = make_proof(217)
    text = proof.text()
    assert text.startswith("c2sp.org/tlog-proof@v1\nindex 217\n")
    assert text.endswith("\n\n" + proof.note)
    assert proofs.parse(text) == proof
    assert proofs.check(proofs.parse(text), EVENTS[217], ORIGIN, VERIFIER).size == 300


def test_extra_data_is_read_over() -> None:
    text = make_proof(1).text().replace("index", "extra AAAA\nindex")
    assert proofs.parse(text) == make_proof(1)


def test_a_proof_of_something_else_is_refused() -> None:
    proof = make_proof(217)
    with pytest.raises(proofs.ProofInvalid, match="path"):
        proofs.check(proof, EVENTS[216], ORIGIN, VERIFIER)
    with pytest.raises(proofs.ProofInvalid, match="checkpoint"):
        proofs.check(proof, EVENTS[217], "safety-archive/other", VERIFIER)


def test_every_changed_character_of_a_proof_is_refused() -> None:
    text = make_proof(217).text()
    for spot in range(len(text)):
        broken = text[:spot] + ("A" if text[spot] != "A" else "B") + text[spot + 1 :]
        with pytest.raises(proofs.ProofInvalid):
            proofs.check(proofs.parse(broken), EVENTS[217], ORIGIN, VERIFIER)


@pytest.mark.parametrize(
    "text",
    [
        "", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1\n\nx", "c2sp.org/tlog-proof@v1\nindex 01\n\nx",
        "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nx", "c2sp.org/tlog-proof@v1\nindex 1\n§\n\nx",
        "c2sp.org/tlog-proof@v1\nindex 1\n" + (b64encode(bytes(32)).decode() + "\n") * 65 + "\nx",
    ],
)  # fmt: skip
def test_broken_proof_files_are_refused(text: str) -> None:
    with pytest.raises(proofs.ProofInvalid):
        proofs.parse(text)
