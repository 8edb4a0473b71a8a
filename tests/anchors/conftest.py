"""A home, a folder outside, and an authority for time stamps made with the openssl command line."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "disposition"))

from disposition_place import Keeping, Place

_CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[stamp]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = tsa_config
[tsa_config]
dir = {folder}
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/stamp.pem
signer_key = {folder}/stamp.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256,sha384,sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    keeping = Keeping()
    keeping.install(monkeypatch)
    return Place(tmp_path, keeping)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "锚"
    folder.mkdir()
    return folder


class Authority:
    """Answers over HTTP with what `openssl ts -reply` says; tests may spoil that."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "ca.pem"
        self.address = ""
        self.spoil = lambda answer: answer

    def make(self) -> None:
        (self.folder / "serial").write_text("01")
        for name, extension in (("ca", "authority"), ("stamp", "stamp")):
            config = self.folder / f"{name}.cnf"
            config.write_text(_CONFIG.format(name=f"test {name}", folder=self.folder))
            key, request, made = (self.folder / f"{name}.{end}" for end in ("key", "csr", "pem"))
            _openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key)
            _openssl("req", "-new", "-config", config, "-key", key, "-out", request)
            signed = ["-signkey", key] if name == "ca" else ["-CA", self.root, "-CAkey", self.folder / "ca.key"]
            more = [] if name == "ca" else ["-CAcreateserial"]
            _openssl("x509", "-req", "-in", request, *signed, *more, "-days", "30", "-extfile", config,
                     "-extensions", extension, "-out", made)  # fmt: skip

    def answer(self, request: bytes) -> bytes:
        query, reply = self.folder / "query", self.folder / "reply"
        query.write_bytes(request)
        _openssl("ts", "-reply", "-config", self.folder / "stamp.cnf", "-section", "tsa_config",
                 "-queryfile", query, "-out", reply)  # fmt: skip
        return reply.read_bytes()


def _openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


@pytest.fixture(scope="session")
def made_authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("the openssl command line is not installed")
    folder = tmp_path_factory.mktemp("authority")
    Authority(folder).make()
    return folder


@pytest.fixture
def authority(made_authority: Path) -> Iterator[Authority]:
    pytest.importorskip("rfc3161_client")
    told = Authority(made_authority)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            answer = told.spoil(told.answer(request))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        told.address = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield told
        server.shutdown()
        thread.join()
