"""What a program sends to have a model trained, and what it is told of the job."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from data.wording.message import N_
from scoring.recipe import RIDGE


class TrainRequest(BaseModel):
    """How the model is to be made; what is left out is as usual."""

    model_config = ConfigDict(extra="forbid")
    roster: int | None = Field(
        default=None,
        ge=1,
        le=2**53,
        description=N_("The roster to learn from; the current one without it."),
    )
    target: Literal["grade", "pass"] = Field(
        default="grade", description=N_("The grade, or the chance to pass.")
    )
    candidate: str = Field(
        default=RIDGE,
        max_length=40,
        description=N_("The kind of model; the models page compares them."),
    )
    columns: Literal["record", "score"] = Field(
        default="record",
        description=N_("The school record alone, or all columns that rules may judge."),
    )
    earlier: bool = Field(
        default=False, description=N_("Whether grades of earlier periods may be learned from.")
    )
    passing: float | None = Field(
        default=None,
        allow_inf_nan=False,
        description=N_("The pass mark, where passing is expected; the rule set’s without it."),
    )


class JobAnswer(BaseModel):
    """A training."""

    id: int
    address: str = Field(description=N_("Where to ask how far it is."))
    state: Literal["running", "done", "failed", "cancelled", "interrupted"]
    done: float = Field(description=N_("0 to 1."))
    words: str = Field(description=N_("What is being done, in the caller’s language."))
    problem: str | None = Field(description=N_("Why it came to nothing."))
    model: int | None = Field(description=N_("The id of the model that came of it."))
    number: int | None = Field(description=N_("The model’s number within the school."))
    active: bool | None = Field(
        description=N_(
            "Whether it predicts from now on. One that a program trained does not until "
            "a lead makes it active."
        )
    )
    started_at: datetime
    finished_at: datetime | None
