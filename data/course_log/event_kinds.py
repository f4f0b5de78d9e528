"""What kind an event is: something made, something looked at, or the course being run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from data.headers import plain

Sort: TypeAlias = Literal["active", "passive", "running"]
Place: TypeAlias = Literal["course", "files", "assignments", "tests", "forums", "others"]
PLACES: tuple[Place, ...] = ("course", "files", "assignments", "tests", "forums", "others")

# Enrolments, roles, groups, grades and the building of the course: whoever they are written down
# for, they are no action of a student. Without accents, in English, French and Portuguese.
RUNNING = re.compile(
    r"""
      \brole\b | \bpapel\b | \benrol | unenrol | \b(de)?s?inscrit\b | instance\ d.inscription
    | \bdesinscrit | \b(des)?inscrit[oa]\b | (instancia|metodo)\ de\ inscri | \binscricao\b
    | group\ (member|created|deleted|updated|restored) | grouping | membre\ (ajoute|retire)
    | groupe\ (cree|supprime|modifie) | groupement | membro\ .*(adicionad|removid)
    | grupo\ (criad|elimina|removid|atualiza|apagad) | agrupamento
    | user\ graded | grade\ (deleted|item|updated) | grading\ (form|table) | submission\ graded
    | grader\ report | has\ been\ graded | utilisateur\ evalue\b | note\ (supprimee|modifiee)
    | element\ d.evaluation | (tableau|formulaire)\ d.evaluation | rapport\ de\ l.evaluateur
    | travail\ .*\bevalue\b | utilizador\ avaliado | usuario\ avaliado | avaliacao\ .*eliminada
    | nota\ (eliminada|removida|apagada) | (item|elemento)\ de\ (avaliacao|nota)
    | (tabela|formulario)\ de\ avaliacao | relatorio\ do\ avaliador | submissao\ avaliada
    | course\ (module|section)\ (created|updated|deleted) | course\ (updated|restored|reset|created)
    | backup | sauvegarde | copia\ de\ seguranca
    | module\ de\ cours\ (cree|modifie|supprime) | section\ de\ cours\ (cree|modifie|supprime)
    | cours\ (modifie|restaure|reinitialise|cree)\b
    | (modulo|atividade)\ .*\b(criad|atualizad|eliminad|apagad)[oa]\b
    | seccao\ .*\b(criad|atualizad|eliminad)a\b | (disciplina|curso)\ (atualizad|restaurad|criad)
    | completion\ .*updated | achevement\ .*modifie | conclusao\ .*atualizada
    | capability | capacite | capacidade | permiss
    | \blogs?\ (report\ )?viewed | journal\ consulte | (registo|relatorio)s?\ de\ atividade\ visuali
    | registos?\ visualizad | recycle\ bin | corbeille | reciclagem
    | session\ (added|updated|deleted) | session\ (ajoutee|supprimee|modifiee) | sessao\ adicionada
    | attendance\ taken$ | statut\ de\ presence\ renseigne$ | presenca\ registada$
    """,
    re.VERBOSE,
)
PASSIVE = re.compile(
    r"""
      view | consulte | affich | \bvue?s?\b | \blue?s?\b | telecharg | download | visuali[sz]
    | \bvist[oa]s?\b | consultad | descarregad | \blist(ed|ad[oa]) | search | recherch | pesquis
    | visite\ guidee | \btour\b
    """,
    re.VERBOSE,
)
# In this order: files that are handed in belong to the assignment.
COMPONENTS: tuple[tuple[Place, re.Pattern[str]], ...] = (
    ("assignments", re.compile(r"devoir|assign|trabalho|tarefa|remise|submission|submiss")),
    ("tests", re.compile(r"\btests?\b|quiz|\btestes?\b|questionario|h5p|exercice")),
    ("forums", re.compile(r"forum")),
    (
        "files",
        re.compile(
            r"fichier|\bfiles?\b|ficheiro|arquivo|ressource|resource|recurso|dossier|folder|pasta"
            r"|\burl\b|\bpages?\b|pagina|\blivre\b|\bbook\b|livro|etiquette|label|rotulo|texte"
        ),
    ),
    ("course", re.compile(r"systeme|system|sistema|core|\bcours\b|course|disciplina")),
)


@dataclass(frozen=True)
class EventKind:
    """One kind of event, as the log names it, and what it counts as."""

    component: str
    event: str
    sort: Sort
    place: Place


def kind_of(component: str, event: str) -> EventKind:
    """What events of that name count as, whichever of the three languages it is in.

    An event that nobody foresaw is passive when its name says that something was looked at, else
    active.
    """
    said = plain(event).replace("’", "'")
    where = plain(component)
    sort: Sort = "passive" if PASSIVE.search(said) else "active"
    if RUNNING.search(said) or RUNNING.search(where):
        sort = "running"
    place: Place = next((name for name, words in COMPONENTS if words.search(where)), "others")
    return EventKind(component, event, sort, place)
