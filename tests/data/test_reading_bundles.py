"""Bundles of files: SIECLE and OneRoster, as schools export them and as somebody abuses them."""

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lengths import examples

from data.reading import FileTable, Unreadable, oneroster

Opened = Callable[..., FileTable]


def student(number: int, more: str = "") -> str:
    return (
        f'<ELEVE ELEVE_ID="{number}" ELENOET="{number + 50}">'
        f"<ID_NATIONAL>0806{number}A</ID_NATIONAL>"
        f"<ELENOET>{number + 50}</ELENOET><NOM_DE_FAMILLE>DUPRÉ</NOM_DE_FAMILLE>"
        f"<PRENOM>Zoé {number}</PRENOM><DATE_NAISS>12/03/2010</DATE_NAISS>{more}</ELEVE>"
    )


def structures(number: int, *codes: tuple[str, str]) -> str:
    each = "".join(
        f"<STRUCTURE><CODE_STRUCTURE>{code}</CODE_STRUCTURE>"
        f"<TYPE_STRUCTURE>{kind}</TYPE_STRUCTURE></STRUCTURE>"
        for code, kind in codes
    )
    return f'<STRUCTURES_ELEVE ELEVE_ID="{number}">{each}</STRUCTURES_ELEVE>'


def siecle(students: str, classes: str = "", head: str = "") -> bytes:
    text = (
        f'<?xml version="1.0" encoding="ISO-8859-15"?>{head}<BEE_ELEVES VERSION="2.2"><DONNEES>'
        f"<ELEVES>{students}</ELEVES><STRUCTURES>{classes}</STRUCTURES></DONNEES></BEE_ELEVES>"
    )
    return text.encode("iso-8859-15")


def packed(members: Mapping[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return content.getvalue()


def why(opened: Opened, content: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        opened(content)
    return caught.value.problem.message


def test_a_student_of_siecle_has_a_class_and_who_left_is_left_out(opened: Opened) -> None:
    gone = "<DATE_SORTIE>15/11/2026</DATE_SORTIE>"
    content = siecle(
        student(1) + student(2, gone) + student(51),
        structures(1, ("2NDE3", "D"), ("ANG1", "G"), ("THEA", "G"))
        + structures(2, ("2NDE4", "D"))
        + structures(51, ("2NDE5", "D")),
    )
    for table in (opened(content), opened(packed({"export/ElevesSansAdresses.xml": content}))):
        named = [dict(zip(table.headers, row, strict=True)) for row in table.rows]
        assert table.kind == "siecle"
        assert [each["Division"] for each in named] == ["2NDE3", "2NDE5"]
        assert named[0]["Groupes"] == "ANG1, THEA" and named[0]["Nom de famille"] == "DUPRÉ"
        assert [row.reason.message for row in table.left_out] == [
            "Has left the school on 15/11/2026."
        ]


ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (siecle(student(1, "&b;"), head=ENTITIES), "damaged, was cut, or holds what no export has"),
        (siecle(student(1, "&a;"), head=OUTSIDE), "damaged, was cut, or holds what no export has"),
        (siecle(student(1))[:300], "damaged, was cut, or holds what no export has"),
        (siecle("<a>" * 500_000), "damaged, was cut, or holds what no export has"),
        (siecle(""), "holds no students"),
        (b'<?xml version="1.0"?><Workbook/>', "an XML file of another kind (Workbook)"),
        (b'<?xml version="1.0" encoding="x-none"?><BEE_ELEVES/>', "damaged, was cut"),
        (packed({"a/Eleves1.xml": b"", "b/Eleves2.xml": b""}), "several files of students"),
        (packed({"../../Eleves.xml": b"<x"}), "damaged, was cut, or holds what no export has"),
        (packed({"Eleves.xml": bytes(101 * 1024 * 1024)}), "The archive unpacks to more than 100"),
    ],
)
def test_a_hostile_or_broken_export_of_siecle_is_refused_with_a_sentence(
    opened: Opened, content: bytes, words: str
) -> None:
    assert words in why(opened, content)


MANIFEST = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n"
USERS = (
    "sourcedId,status,enabledUser,role,givenName,familyName,identifier,grades\n"
    "u1,active,true,student,Ana,Silva,101,10\n"
    "u2,active,true,student,Rui,Paz,102,10\n"
    "u3,active,true,teacher,Eva,Lino,,\n"
    "u4,tobedeleted,true,student,Ivo,Seco,104,10\n"
)
BUNDLE = {
    "manifest.csv": MANIFEST,
    "users.csv": USERS,
    "classes.csv": "sourcedId,status,title,classType\nc1,,10A,homeroom\nc2,,Maths,scheduled\n",
    "enrollments.csv": (
        "sourcedId,status,classSourcedId,userSourcedId,role\n"
        "e1,,c1,u1,student\ne2,,c2,u1,student\ne3,,c1,u2,student\ne4,,c1,u3,teacher\n"
        "e5,tobedeleted,c2,u2,student\n"
    ),
    "lineItems.csv": "sourcedId,status,title\nl1,,Essay\nl2,,Quiz\n",
    "results.csv": (
        "sourcedId,status,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate\n"
        "r1,,l1,u1,fully graded,14,2026-10-01\nr2,,l1,u1,fully graded,15,2026-11-01\n"
        "r3,,l2,u1,exempt,,2026-11-01\nr4,,l2,u2,fully graded,9,2026-11-01\n"
        "r5,,l2,u9,fully graded,9,2026-11-01\n"
    ),
    "demographics.csv": "sourcedId,birthDate,sex\nu1,2010-03-12,female\n",
}


def test_the_files_of_oneroster_are_joined_to_one_row_a_student(opened: Opened) -> None:
    table = opened(packed({f"export/{name}": body for name, body in BUNDLE.items()}))
    headers = (
        "Student ID|sourcedId|Last Name|First Name|Grade level|Birth date|Sex|Class|Other classes"
    )
    assert table.headers == (*headers.split("|"), "Essay", "Quiz")
    assert table.rows == [
        ["101", "u1", "Silva", "Ana", "10", "2010-03-12", "female", "10A", "Maths", "15", "exempt"],
        ["102", "u2", "Paz", "Rui", "10", "", "", "10A", "", "", "9"],
    ]
    assert [row.reason.message for row in table.left_out] == ["Is marked to be deleted."]


def test_students_of_version_1_2_are_told_by_their_roles(opened: Opened) -> None:
    users = "sourcedId,givenName,familyName\nu1,Ana,Silva\nu2,Rui,Paz\n"
    roles = "sourcedId,userSourcedId,role\nx,u1,student\ny,u2,teacher\n"
    table = opened(packed({"manifest.csv": MANIFEST, "users.csv": users, "roles.csv": roles}))
    assert table.rows == [["u1", "Silva", "Ana"]]


def encrypted(content: bytes) -> bytes:
    """The archive with the sign of a password on every member, in both places."""
    changed = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = changed.find(mark)
        while place >= 0:
            changed[place + at] |= 1
            place = changed.find(mark, place + 4)
    return bytes(changed)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (packed({**BUNDLE, "users.csv": "id\nx\n"}), "users.csv in the archive has no column"),
        (packed({**BUNDLE, "users.csv": USERS + 'u5,"\n'}), "Line 6 of users.csv in the archive"),
        (packed({**BUNDLE, "b/users.csv": USERS}), "holds users.csv more than once"),
        (packed({**BUNDLE, "users.csv": USERS + USERS.splitlines()[1]}), "have one sourcedId"),
        (packed({"manifest.csv": "", "users.csv": USERS.splitlines()[0]}), "holds no users"),
        (encrypted(packed(BUNDLE)), "The archive has a password"),
        (packed({**BUNDLE, "big.bin": bytes(101 * 1024 * 1024)}), "unpacks to more than 100 MB"),
        (packed({**BUNDLE, **{f"x{n}": "" for n in range(1001)}}), "holds too many files"),
        (packed({**BUNDLE, "users.csv": bytes(range(256)) * 9}), "no text file"),
        (packed(BUNDLE)[:-60], "damaged or was cut"),
    ],
)
def test_a_hostile_or_broken_archive_of_oneroster_is_refused_with_a_sentence(
    opened: Opened, content: bytes, words: str
) -> None:
    assert words in why(opened, content)


def test_more_line_items_than_a_roster_has_columns_are_refused(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = BUNDLE["results.csv"].splitlines()[0]
    lines = "\n".join(f"r{n},,l{n},u1,fully graded,9,2026-11-01" for n in range(600))
    content = packed({**BUNDLE, "results.csv": f"{head}\n{lines}\n"})
    assert "at most 500 can be read" in why(opened, content)
    monkeypatch.setattr(oneroster, "MOST_ROWS", 100)
    assert "results.csv in the archive has more than 100 rows" in why(opened, content)


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(place=st.integers(0, 5000), byte=st.integers(0, 255), which=st.booleans())
def test_a_bundle_with_a_wrong_byte_is_read_or_refused_and_never_anything_else(
    opened: Opened, place: int, byte: int, which: bool
) -> None:
    content = bytearray(packed(BUNDLE) if which else siecle(student(1), structures(1, ("A", "D"))))
    content[place % len(content)] = byte
    try:
        assert opened(bytes(content)).headers
    except Unreadable as error:
        assert error.problem.message.endswith((".", "?"))
