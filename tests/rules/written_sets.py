"""Rule files as people write them: other indents, comments, quotes, tables in {..} or in lines."""

from hypothesis import strategies as st

WORDS = ("Present", '"Here: present"', "'it''s'", "{en: A b, fr: C, pt: D}", "{fr: Là, en: Here}")
COMMENTS = ("", "", "# a note", "# weight: 9", "# - {up_to: 4}")
NUMBERED = {"absences": (4, 30, 93), "studytime": (2, 4), "goout": (3, 5), "health": (1, 2, 5)}


@st.composite
def rule_files(draw: st.DrawFn) -> str:
    """A rule file of the small dictionary, in some hand or other."""
    keys = draw(st.lists(st.sampled_from(sorted(NUMBERED)), min_size=1, max_size=4, unique=True))
    step = draw(st.integers(1, 5))
    blank = draw(st.booleans())
    lines = ["format: 1", f"title: {draw(st.sampled_from(WORDS))}", "roster: small"]
    if draw(st.booleans()):
        lines += ["in_force_from: 2024-09-01  # begin of term", "about: >-", "  one", "  two", ""]
    if draw(st.booleans()):
        lines += ["need: {from: grade , pass: 10}"]
    lines += [*_comment(draw, 0), "indicators:"]
    for key in keys:
        lines += [*_indicator(draw, key, step), *([""] if blank else [])]
    if draw(st.booleans()):
        lines += [*_comment(draw, 0), "examples:", "- student: {hours: 2}", "  levers: []"]
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return newline.join(lines) + draw(st.sampled_from(["", newline]))


def _comment(draw: st.DrawFn, indent: int) -> list[str]:
    said = draw(st.sampled_from(COMMENTS))
    return [" " * indent + said] if said else []


def _indicator(draw: st.DrawFn, key: str, step: int) -> list[str]:
    inner = " " * (2 * step)
    bands = _bands(draw, key, step)
    lines = [*_comment(draw, step), f"{' ' * step}{key}:", *_comment(draw, 2 * step)]
    weight = draw(st.sampled_from(["3", "0.5", "2.0", "1   # light"]))
    fields = [[f"kind: {draw(st.sampled_from(['lever', 'barrier']))}"], [f"weight: {weight}"]]
    if draw(st.booleans()):
        fields.append([f"label: {draw(st.sampled_from(WORDS))}"])
    if draw(st.booleans()):
        fields.append(["actions: [one, 'two, three']"])
    fields.append(bands)
    for field in draw(st.permutations(fields)):
        lines += [inner + line for line in field]
    return lines


def _bands(draw: st.DrawFn, key: str, step: int) -> list[str]:
    edges = NUMBERED[key]
    points = draw(st.sampled_from([("1.0", "0.2", "0.7"), ("1", ".5", "0")]))
    movable = draw(st.booleans())
    dash = " " * draw(st.integers(0, step)) + "- "
    if draw(st.booleans()):
        lines = ["bands:"]
        for at, edge in enumerate(edges):
            more = f", adjust: {{from: {edge}, to: {edge}}}" if movable and at == 0 else ""
            lines.append(f"{dash}{{up_to: {edge}, points: {points[at]}{more}}}  # b{at}")
        return lines
    lines = ["bands:   # steps"]
    for at, edge in enumerate(edges):
        lines += [f"{dash}up_to: {edge}", f"{' ' * len(dash)}points: {points[at]}"]
        if movable and at == 0:
            lines.append(f"{' ' * len(dash)}adjust: {{from: {edge}, to: {edge}}}")
    return lines
