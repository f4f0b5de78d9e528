"""Invented schools and their next files, at the rates at which names go astray."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data.identity import KnownStudent, PersonOnFile, WrittenPerson

TWINS, NAMESAKES, MISSPELT, MOVED, LEAVE, ARRIVE = 0.02, 0.03, 0.04, 0.10, 0.03, 0.03
UNDATED = 1 / 3  # of the files
FIRST = """
    Ana Beatriz Carolina Catarina Diana Eduarda Francisca Gabriela Helena Inês Joana Lara Laura
    Leonor Luísa Mafalda Margarida Maria Mariana Marta Matilde Rita Sara Sofia Teresa Vitória
    Afonso André António Bernardo Bruno Daniel David Diogo Duarte Filipe Francisco Gabriel
    Gonçalo Guilherme Henrique Hugo João Jorge José Lourenço Lucas Luís Manuel Mário Martim
    Miguel Nuno Pedro Rafael Ricardo Rodrigo Rui Salvador Santiago Simão Tiago Tomás Vasco
"""
FAMILY = """
    Abreu Almeida Alves Amaral Andrade Antunes Araújo Azevedo Baptista Barbosa Barros Borges
    Brito Campos Cardoso Carvalho Castro Coelho Correia Costa Cruz Cunha Dias Domingues Duarte
    Esteves Faria Fernandes Ferreira Figueiredo Fonseca Freitas Garcia Gomes Gonçalves Guerreiro
    Henriques Leal Leite Lima Lopes Loureiro Macedo Machado Magalhães Maia Marques Martins Matos
    Melo Mendes Miranda Monteiro Morais Moreira Mota Moura Nascimento Neves Nogueira Nunes
    Oliveira Pacheco Paiva Pereira Pinheiro Pinho Pinto Pires Ramos Reis Ribeiro Rocha Rodrigues
    Santos Saraiva Silva Simões Soares Sousa Tavares Teixeira Torres Valente Vaz Vicente Vieira
"""


@dataclass(frozen=True)
class Year:
    """A school as it was known, its next file, and who each row truly is (None: somebody new)."""

    known: list[KnownStudent]
    people: list[PersonOnFile]
    truth: dict[str, int | None]
    dated: bool  # birth dates on both sides


def year(seed: int, students: int = 240, classes: int = 10) -> Year:
    """One school and its next file, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - invented schools, the same each time
    rooms = [f"{10 + n % 3}{'ABCDEFGHIJ'[n // 3]}" for n in range(classes)]
    before = [_writing(chance, rooms) for _ in range(students)]
    for place in range(1, students):
        if chance.random() < TWINS / 2:
            before[place] = _twin(chance, before[place - 1])
        elif chance.random() < NAMESAKES / 2:
            other = _writing(chance, rooms)
            before[place] = replace(before[place - 1], birth_date=other.birth_date)
    old, new = chance.random() > UNDATED, chance.random() > UNDATED
    known = [KnownStudent(n, (_dated(one, old),)) for n, one in enumerate(before)]
    rows: list[tuple[int | None, WrittenPerson]] = [
        (n, _next(chance, one, rooms)) for n, one in enumerate(before) if chance.random() > LEAVE
    ]
    rows += [(None, _writing(chance, rooms)) for _ in range(round(ARRIVE * students))]
    chance.shuffle(rows)
    people = [PersonOnFile(f"row {n}", _dated(one, new)) for n, (_, one) in enumerate(rows)]
    truth = {f"row {n}": number for n, (number, _) in enumerate(rows)}
    return Year(known, people, truth, old and new)


def _writing(chance: random.Random, rooms: list[str]) -> WrittenPerson:
    first = chance.sample(FIRST.split(), chance.choice((1, 1, 2)))
    family = chance.sample(FAMILY.split(), chance.choice((1, 2, 2)))
    born = date(2008, 1, 1) + timedelta(days=chance.randrange(1100))
    return WrittenPerson(" ".join(first), " ".join(family), chance.choice(rooms), born.isoformat())


def _twin(chance: random.Random, one: WrittenPerson) -> WrittenPerson:
    return replace(
        one, first_name=chance.choice([name for name in FIRST.split() if name not in one.name])
    )


def _dated(one: WrittenPerson, dated: bool) -> WrittenPerson:
    return one if dated else replace(one, birth_date="")


def _next(chance: random.Random, one: WrittenPerson, rooms: list[str]) -> WrittenPerson:
    if chance.random() < MOVED:
        others = [room for room in rooms if room != one.in_class]
        one = replace(one, in_class=chance.choice(others))
    if chance.random() < MISSPELT:
        field = chance.choice(("first_name", "family_name"))
        one = replace(one, **{field: _misspelt(chance, getattr(one, field))})
    return one


def _misspelt(chance: random.Random, name: str) -> str:
    place = chance.randrange(len(name) - 1)
    letter = chance.choice("abcdefghijlmnoprstuvz")
    return chance.choice(
        (
            name[:place] + name[place + 1 :],
            name[:place] + letter + name[place + 1 :],
            name[:place] + letter + name[place:],
            name[:place] + name[place + 1] + name[place] + name[place + 2 :],
            _without_accents(name),
        )
    )


def _without_accents(name: str) -> str:
    return name.translate(str.maketrans("áâãéêíóôõúç", "aaaeeiooouc"))
