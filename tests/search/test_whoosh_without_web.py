"""A search with Whoosh pays for no web client, and takes it from nobody."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from pathlib import Path
{before}
from archive_plugins.whoosh_engine import WhooshFactory

WhooshFactory().open(Path(sys.argv[1]), readonly=False, documents=lambda records: []).close()
print("whoosh.index" in sys.modules, "urllib.request" in sys.modules, "ssl" in sys.modules)
import urllib.request
print(callable(urllib.request.urlopen), callable(urllib.request.urlretrieve))
"""


def said(folder, before=""):
    code = [sys.executable, "-c", CODE.format(before=before), str(folder)]
    return subprocess.run(code, capture_output=True, text=True, check=True).stdout.split()


def test_whoosh_comes_without_the_web_client(tmp_path):
    assert said(tmp_path) == ["True", "False", "False", "True", "True"]


def test_a_web_client_that_is_there_stays(tmp_path):
    assert said(tmp_path, "import urllib.request") == ["True", "True", "True", "True", "True"]
