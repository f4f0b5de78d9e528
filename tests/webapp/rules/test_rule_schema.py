"""The JSON Schema that a lead's editor reads."""

from jsonschema import Draft202012Validator
from one_school import School
from reader import Reader


def test_it_is_a_schema_over_the_columns_of_this_server(lea: Reader) -> None:
    answer = lea.get("/rules/schema.json")
    assert answer.mimetype == "application/schema+json"
    made = answer.get_json(force=True)
    Draft202012Validator.check_schema(made)
    assert "pilot-2008" in made["properties"]["roster"]["enum"]
    assert "absences" in made["$defs"]["columns-of-pilot-2008"]["enum"]
    assert "sex" not in made["$defs"]["columns-of-pilot-2008"]["enum"]


def test_it_calls_the_columns_as_the_reader_does(school: School) -> None:
    made = school.reader("lea", "pt").get("/rules/schema.json").get_json(force=True)
    place = made["properties"]["roster"]["enum"].index("pilot-2008")
    offered = made["allOf"][place]["then"]["properties"]["indicators"]["properties"]
    assert offered["absences"]["title"] == "Faltas este ano"


def test_who_may_read_no_rules_does_not_read_their_schema(school: School) -> None:
    assert school.reader("mia").get("/rules/schema.json").status_code == 403
