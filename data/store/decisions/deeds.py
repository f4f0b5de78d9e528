"""What the trace can say: the things, and what is done to each. It takes nothing else, so that a
slip of the pen in a rare branch cannot write a line that no page has words for."""

from collections.abc import Mapping

DEEDS: Mapping[str, frozenset[str]] = {
    "student": frozenset(
        {"see", "open with reason", "give data", "erase", "prove erasure", "make example"}
    ),
    "objection": frozenset({"object", "withdraw objection"}),
    "intervention": frozenset({"open", "close", "undo open", "undo close"}),
    "dismissal": frozenset({"dismiss", "end dismissal"}),
    "roster": frozenset(
        {"import", "withdraw", "restore", "remove sample", "export", "export for research"}
    ),
    "model": frozenset({"estimate", "train", "activate", "switch off", "compare", "export"}),
    "token": frozenset({"make", "end"}),
    "rule set": frozenset(
        {"put in force", "refuse", "publish", "restore", "set limit"}
        | {"begin draft", "drop draft", "ask review", "send back", "propose"}
    ),
    "account": frozenset(
        {"create", "rename", "invite", "set rights", "set password", "activate", "deactivate"}
        | {"sign in", "sign out", "end sign-ins"}
        | {"begin second factor", "renew recovery codes", "end second factor"}
    ),
    "school": frozenset({"rename"}),
    "backup": frozenset({"make", "download", "restore"}),
    "trace": frozenset({"export"}),
}
