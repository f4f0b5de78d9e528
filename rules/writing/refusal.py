"""Why a text cannot be edited for the lead, in a sentence that can be translated."""

from rules.problems import Problem, shown


class NotEditableError(Exception):
    """An edit that cannot be made; the text stays as it is. `problem` says why, and the line."""

    def __init__(self, template: str, line: int = 1, **values: object) -> None:
        texts = {name: shown(value) for name, value in values.items()}
        self.problem = Problem(template, texts, line=line, column=1)
        super().__init__(self.problem.message)
