"""When which model was active, who made it so and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from data.tables import Activation, ModelVersion
from webapp.services.models.activation_reasons import BY_ITSELF, in_words


@dataclass(frozen=True)
class Period:
    """A time in which a model was active, or expected grades were switched off (number None).

    until: None where it still holds.
    """

    activation: Activation
    number: int | None
    until: datetime | None

    @property
    def why(self) -> str:
        """The reason, in the reader's language where the product wrote it."""
        return in_words(self.activation.reason)

    @property
    def by_itself(self) -> bool:
        """Say whether nobody clicked for it."""
        return self.activation.reason in BY_ITSELF


def periods(activations: Sequence[Activation], versions: Sequence[ModelVersion]) -> list[Period]:
    """Tell the times of every kind of roster and target, newest first as the activations are."""
    numbers = {model.id: model.number for model in versions}
    ended: dict[tuple[str, str], datetime] = {}
    found = []
    for one in activations:
        kind = one.dictionary, one.target
        number = None if one.model_id is None else numbers.get(one.model_id)
        found.append(Period(one, number, ended.get(kind)))
        ended[kind] = one.created_at
    return found
