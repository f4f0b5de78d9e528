"""A fourth language is one entry of LANGUAGES and its messages: nothing else is touched."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from data.wording import translate

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
SPANISH = """
msgid ""
msgstr ""
"Language: es\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Rosters"
msgstr "Listas"

msgid "Language"
msgstr "Idioma"

msgid "Students are ranked by priority: need × ease ÷ 100."
msgstr "Los alumnos se ordenan por prioridad: necesidad × facilidad ÷ 100."

msgid "%(count)s point"
msgid_plural "%(count)s points"
msgstr[0] "%(count)s punto"
msgstr[1] "%(count)s puntos"

msgid "yes"
msgstr "sí"

msgid "Title"
msgstr "Título"

msgid "“%(name)s” is not the name of a knob or filter."
msgstr "«%(name)s» no es el nombre de un mando ni de un filtro."
"""
# Run by itself, so that modules which look at the languages as they load see the fourth as well.
PROGRAM = """
import json, sys
from pathlib import Path
from data.wording import translate
from data.wording.languages import LANGUAGES, Language
LANGUAGES["es"] = Language("Español")
translate.FOLDER = Path(sys.argv[2])

from one_school import School
from data.dictionary import SHIPPED, read

folder = Path(sys.argv[1])
rule = folder / "rules" / "pilot-2008.yaml"
written = rule.read_text(encoding="utf-8")
said = written.replace("title:\\n", "title:\\n  es: Matemáticas\\n", 1)
rule.write_text(said, encoding="utf-8")
school = School(folder)
reader = school.reader(language="es-MX,es;q=0.9")
pages = {
    path: reader.get(path).text
    for path in ("/rules", "/rules/pilot-2008", "/rosters", "/account", "/caseload?foo=9",
                 "/caseload?set=small", "/caseload.csv?set=small", "/rules/schema.json",
                 "/families/sheet?language=es")
}
other = school.reader(language="en")
other.get("/language/es")
pages["switched"] = other.get("/rosters").text
other.post("/account", {"name": "Lea", "language": "es"})
pages["chosen"] = other.get("/account").text
done = school.app.test_cli_runner().invoke(args=["rules", "check", "--language", "es", str(rule)])
pages["command"] = done.output
pages["lacks"] = read(SHIPPED / "pilot-2008.yaml").lacks
print(json.dumps(pages))
"""


@pytest.fixture(scope="module")
def spanish(
    ready_folder: Path,
    copied: Callable[[Path], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    """What a server with Spanish says, by address."""
    catalogues = tmp_path_factory.mktemp("translations")
    for language in ("fr", "pt"):
        (catalogues / language).symlink_to(translate.FOLDER / language)
    compiled = catalogues / "es" / "LC_MESSAGES" / "messages.mo"
    compiled.parent.mkdir(parents=True)
    with compiled.open("wb") as file:
        write_mo(file, read_po(BytesIO(SPANISH.encode()), locale="es"))
    path = os.pathsep.join(map(str, (ROOT, HERE, *HERE.parents[:2])))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(copied(ready_folder)), str(catalogues)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": path, "ALAVANCA_LANGUAGE": "es"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    pages: dict[str, Any] = json.loads(done.stdout)
    return pages


def test_pages_are_in_the_fourth_language_and_fall_back_to_english(spanish: dict[str, Any]) -> None:
    page = spanish["/rosters"]
    assert '<html lang="es"' in page
    assert "<h1>Listas</h1>" in page
    assert "Which columns are known?" in page


def test_rules_are_told_in_the_fourth_language(spanish: dict[str, Any]) -> None:
    page = spanish["/rules/pilot-2008"]
    assert "Los alumnos se ordenan por prioridad" in page
    assert "0,2 puntos" in page
    assert "This rule set is for rosters of the kind" in page


def test_words_of_a_rule_set_may_be_in_the_fourth_language(spanish: dict[str, Any]) -> None:
    assert "<h1>Matemáticas</h1>" in spanish["/rules/pilot-2008"]


def test_what_is_not_written_in_it_is_shown_and_said_to_be(spanish: dict[str, Any]) -> None:
    assert "Part of this rule set is not written in your language." in spanish["/rules/pilot-2008"]
    assert "Part of this data dictionary is not written in your language." in spanish["/rosters"]
    assert "Absences this year" in spanish["/rosters"]
    assert spanish["lacks"] == ["es"]


def test_every_switch_offers_it(spanish: dict[str, Any]) -> None:
    assert 'hreflang="es" lang="es" title="Español"' in spanish["/rosters"]
    assert '<option value="es" lang="es"' in spanish["/account"]
    assert 'hreflang="es"' in spanish["/families/sheet?language=es"]
    assert '<html lang="es"' in spanish["/families/sheet?language=es"]
    assert "<h1>Listas</h1>" in spanish["switched"]
    assert '<option value="es" lang="es" selected>' in spanish["chosen"]


def test_refusals_exports_and_the_schema_follow_it(spanish: dict[str, Any]) -> None:
    assert "no es el nombre de un mando ni de un filtro" in spanish["/caseload?foo=9"]
    assert ";" in spanish["/caseload.csv?set=small"].splitlines()[0]
    schema = json.loads(spanish["/rules/schema.json"])
    assert schema["properties"]["title"]["title"] == "Título"
    assert "es" in schema["$defs"]["words"]["anyOf"][1]["properties"]
    assert "pilot-2008" in spanish["command"]
