"""What a program sends for a prediction, and what it is told."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from data.wording.message import N_

MOST_RECORDS = 1_000
ANSWER = {"type": ["number", "string", "boolean", "null"]}
SentRecord = Annotated[
    dict[str, Any], WithJsonSchema({"type": "object", "additionalProperties": ANSWER})
]
EXAMPLE = {
    "dictionary": "pilot-2008",
    "records": [{"absences": 10, "studytime": 2, "failures": 0, "schoolsup": "no"}],
    "contributions": True,
}


class PredictRequest(BaseModel):
    """Records by column names as the data dictionary spells them."""

    model_config = ConfigDict(extra="forbid")
    records: list[SentRecord] = Field(
        min_length=1,
        max_length=MOST_RECORDS,
        description=N_("Answers by column. What is left out or null is not answered; nothing is "
                       "guessed in its place without being said."),
    )  # fmt: skip
    dictionary: str | None = Field(
        default=None,
        max_length=200,
        description=N_("The data dictionary whose columns these are; the current roster’s without "
                       "it."),
    )  # fmt: skip
    students: list[int | None] | None = Field(
        default=None,
        max_length=MOST_RECORDS,
        description=N_("Whom the records are about, by number, in their order, null for nobody of "
                       "this school: each then meets only that part of the model that never saw "
                       "his grade."),
    )  # fmt: skip
    level: float = Field(
        default=0.8, ge=0.5, le=0.99, description=N_("The chance with which an interval holds.")
    )
    contributions: bool = Field(
        default=False,
        description=N_("Whether to say what each answer adds; for 100 records at most."),
    )


class UsedModel(BaseModel):
    """The model that spoke."""

    id: int
    number: int = Field(description=N_("Its number within the school."))
    candidate: str
    columns: list[str] = Field(description=N_("What it reads of a record."))


class PredictedRecord(BaseModel):
    """What is usual for one record."""

    expected: float | None = Field(description=N_("In grade points; null where no column that the "
                                                  "model reads is answered."))  # fmt: skip
    low: float | None = Field(description=N_("The lower end of the interval."))
    high: float | None = Field(description=N_("Its upper end."))
    passes: float | None = Field(description=N_("The chance to pass, 0 to 1; null without an "
                                                "active model of passing."))  # fmt: skip
    missing: list[str] = Field(description=N_("Columns without an answer."))
    unseen: list[str] = Field(
        description=N_("Columns whose answer no student of the training gave: the model has no "
                       "experience with it.")
    )  # fmt: skip
    baseline: float | None = Field(description=N_("Expected of the mean student; baseline plus "
                                                  "contributions is expected."))  # fmt: skip
    contributions: dict[str, float] | None = Field(description=N_("Grade points by column."))


class PredictAnswer(BaseModel):
    """What is usual for each record, in their order."""

    says: str = Field(description=N_("What these numbers mean, and what they do not."))
    dictionary: str
    model: UsedModel
    pass_model: UsedModel | None
    pass_mark: float | None
    level: float
    scale: tuple[float, float] = Field(description=N_("The lowest and the highest grade."))
    left_out: list[str] = Field(description=N_("Columns that were sent and that no model reads."))
    records: list[PredictedRecord]
