"""Our own scripts, styles and pictures: named by their content, cached for ever, compressed."""

import gzip
import re

import pytest
from reader import Reader

from webapp.http.assets import FOLDER, FOR_EVER


def addresses(lea: Reader) -> list[str]:
    return re.findall(r'"(/assets/[^"]+)"', lea.get("/caseload").text)


def test_every_file_that_a_page_names_is_there_and_cached_for_ever(lea: Reader) -> None:
    found = addresses(lea)
    assert len(found) >= 8
    for address in found:
        answer = lea.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == FOR_EVER
        assert "immutable" in FOR_EVER
        name = address.split("/", 3)[3]
        assert answer.data == (FOLDER / name).read_bytes()


def test_text_travels_compressed_to_who_understands_it(lea: Reader) -> None:
    [script] = [address for address in addresses(lea) if address.endswith("/board.js")]
    packed = lea.get(script, **{"Accept-Encoding": "gzip, deflate"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == (FOLDER / "board.js").read_bytes()
    plain = lea.get(script, **{"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_scripts_and_styles_have_their_kind(lea: Reader) -> None:
    kinds = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    for address in addresses(lea):
        ending = address[address.rindex(".") :]
        assert lea.get(address).mimetype == kinds[ending]


@pytest.mark.parametrize(
    "address",
    [
        "/assets/000000000000/alavanca.css",
        "/assets/x/nothing.js",
        "/assets/x/../settings.py",
        "/assets/x/..%2f..%2fsettings.py",
        "/assets/x/%2e%2e/%2e%2e/wsgi.py",
        "/assets/x/etc/passwd",
        "/assets/x/....//....//wsgi.py",
        "/assets/x/vendor",
        "/assets/x/",
    ],
)
def test_what_is_not_a_file_of_ours_is_not_there(lea: Reader, address: str) -> None:
    assert lea.get(address).status_code == 404


def test_another_content_has_another_address(lea: Reader) -> None:
    digests = [address.split("/")[2] for address in addresses(lea)]
    names = [address.split("/", 3)[3] for address in addresses(lea)]
    assert len(set(digests)) == len(set(names))
