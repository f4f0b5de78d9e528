"""A small data dictionary of a school's own, as a person would write it."""

OWN = """format: 1
name: {name}
title: {title}
about: The school's own files
columns:
  numero: {{type: text, role: id, use: show, label: Number, meaning: The school's own, aliases: [processo]}}
  turma: {{type: word, role: class, use: show, label: Class, meaning: Of this year}}
  nota: {{type: number, low: 0, high: {high}, role: grade, use: show, label: Grade, meaning: Of the year}}
  faltas: {{type: number, low: 0, high: 300, whole: true, use: score, label: Absences, meaning: This year}}
"""  # noqa: E501


def own_text(name: str = "own-grades", title: str = "Own grades", high: int = 20) -> str:
    """The text of such a dictionary."""
    return OWN.format(name=name, title=title, high=high)
