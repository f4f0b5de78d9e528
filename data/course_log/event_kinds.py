"""What kind an event is: what was done, of which sort that is, and in which part of the course.

Event names are told by their words in every known language at once, whatever the headers' is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from data.course_log.running_events import RUNNING
from data.headers import plain

Sort: TypeAlias = Literal["active", "passive", "other", "running"]
Place: TypeAlias = Literal["course", "files", "assignments", "tests", "forums", "others"]
Act: TypeAlias = Literal[
    "views", "downloads", "submissions", "posts", "attempts", "entries", "changes", "deletions"
]
PLACES: tuple[Place, ...] = ("course", "files", "assignments", "tests", "forums", "others")
UNKNOWN = "unknown"
ACTS: tuple[str, ...] = (
    *("views", "downloads", "submissions", "posts", "attempts", "entries"),
    *("changes", "deletions", UNKNOWN),
)
CLICK = "click"  # what an event is called in a log without names of events

# Without accents, in English, French, Portuguese, Spanish, German and Italian.
PASSIVE = re.compile(
    r"""
      view | consulte | affich | \bvue?s?\b | \blue?s?\b | telecharg | download | visuali[sz]
    | \bvist[oa]s?\b | consultad | descarregad | \blist(ed|ad[oa]) | search | recherch | pesquis
    | visite\ guidee | \btour\b | \bclick | \blog(ged)?\ ?in\b
    | experienced | launched | accessed | \bopened | \bwatched | \bplayed | \bpaused | \bread$
    | initiali[sz]ed | progressed
    | mostrad | \bleid[oa] | descargad | buscad | \bacce(did|so)|\bacess(o\b|ad) | revisad | revista
    | baixad[oa]
    | angezeigt | angesehen | angeschaut | aufgerufen | heruntergeladen | \bgelesen | gesucht
    | \bgeoffnet | betrachtet | eingesehen | uberpruft | nachgepruft | durchgesehen | angeklickt
    | scaricat | scaricament | \blett[oa]\b | cercat | consultat[oa]
    """,
    re.VERBOSE,
)
DOWNLOAD = re.compile(
    r"telecharg|download|descarregad|descargad|baixad[oa]|heruntergeladen|scaricat|scaricament"
)
DELETION = re.compile(
    r"supprim|suppression|delet|elimin|apagad|exclui|removid|remov(ed|al)|borrad|geloscht|entfernt"
    r"|cancellat|rimoss|rimozione|retire\b"
)
ATTEMPT = re.compile(r"tentativ|attempt|\bintento|versuch")
BROKEN_OFF = re.compile(
    r"abandon|exceeded|depass|excedid|superad|updat|atualiz|actualiz|aktualisiert|aggiornat|saved"
    r"|enregistre|guardad|gespeichert|salvat|abgebrochen"
)
CHANGE = re.compile(
    r"updat|modifi|edit(ed|ad)|alterad|atualizad|actualizad|geandert|anderung|aktualisiert"
    r"|bearbeitet|aggiorna|cambiad|changed|\bmoved|deplace|movid|verschoben|spostat|reopened"
)
# What is laid down without being handed in, and an answer, which is neither work nor a message.
ENTRY = re.compile(
    r"""
      upload | depose | carregad | hochgeladen | caricat | \bsubid[oa]
    | \b(file|fichier|ficheiro|arquivo|archivo|datei|texte?|texto|testo)\b.*
      (submitted|remis|enviad|submetid|abgegeben|inviat|consegnat)
    | \b(content|contenu|conteudo|contenidos?|contenuto|inhalte?)\b.*
      (post|publi|veroffentlicht|pubblicat)
    | reponse | respons | respuesta | resposta | antwort | risposta | \banswered
    """,
    re.VERBOSE,
)
TALK = re.compile(
    r"\bpost(ed|s)?\b|messag|mensage|mensaje|discuss|discus|debat|beitrag|\bthema\b|publicacion"
    r"|nachricht|komment|comment|coment|\bintervento|\bchat\b|\bsujet\b|\btema\b|\btopic"
)
HANDED_IN = re.compile(
    r"submitted|handed in|turned in|\bremise?s?\b|submetid|submissao efetuada|entregue"
    r"|entregad[oa]|\benviad[oa]|se ha realizado|abgegeben|eingereicht|consegnat|\binviat"
)
ENDED = re.compile(r"finished|terminee?\b|finalizad|concluid|beendet|abgeschlossen|completat")
MADE = re.compile(
    r"""
      creat | \bcree | criad | \bcread | crear | erstellt | angelegt | \badd(ed)?\b | ajoute
    | adicionad | anadid | agregad | hinzugefugt | aggiunt | \bmade\b | efetuad | realizad
    | efectuad | \bsent\b | envoye | enviad | inviat | gesendet | submi | \bremise?s?\b | submetid
    | entregue | abgegeben | eingereicht | consegnat | renseigne | \btaken\b | registad | registrad
    | eingetragen | \bposted | publi | choice | choix | escolh | eleccion | \bvot(ed?|ad) | \brated
    | rating | subscri | abonn | suscri | iscrizione\ al\ forum | \bshared | partag | compart
    | geteilt | condivis | accept | aceit | akzeptiert | accettat | start(ed)?\b | beg[iau]n
    | commence | demarre | inicia | gestartet | iniziat | avviat | finished | termin | complet
    | conclu | abgeschlossen | beendet | finalizad | passed | failed | scored | interacted
    | attended | joined | \bleft\b | rejoint | beigetreten | \bmarked | duplicat | imported
    | exported | saved | enregistre | guardad | gespeichert | salvat | evaluated | assessed
    | asked | mastered | \bpinned | locked\b
    """,
    re.VERBOSE,
)
# In this order: files that are handed in belong to the assignment.
COMPONENTS: tuple[tuple[Place, re.Pattern[str]], ...] = (
    (
        "assignments",
        re.compile(
            r"devoir|assign|trabalho|tarefa|remise|submission|submiss|\btarea|entrega|\benvios?\b"
            r"|aufgabe|abgabe|compito|consegn"
        ),
    ),
    (
        "tests",
        re.compile(
            r"\btests?\b|quiz|\btestes?\b|questionario|cuestionario|h5p|exercice|\bexamen\b"
            r"|\bexame\b|ejercicio|esercizi|\bubung"
        ),
    ),
    ("forums", re.compile(r"forum|\bforos?\b")),
    (
        "files",
        re.compile(
            r"fichier|\bfiles?\b|ficheiro|arquivo|ressource|resource|recurso|dossier|folder|pasta"
            r"|\burl\b|\bpages?\b|pagina|\blivre\b|\bbook\b|livro|etiquette|label|rotulo|texte"
            r"|archivo|\bdatei|verzeichnis|ordner|textseite|textfeld|\bbuch\b|carpeta|\blibro\b"
            r"|etiqueta|risorsa|cartella|etichetta|oucontent|homepage|subpage"
        ),
    ),
    (
        "course",
        re.compile(
            r"systeme|system|sistema|core|\bcours\b|course|disciplina|\bcursos?\b|\bkurse?\b"
            r"|\bcorso\b"
        ),
    ),
)


@dataclass(frozen=True)
class EventKind:
    """One kind of event, as the log names it, and what it counts as.

    act: one of ACTS. An event whose name nobody knows is of the act UNKNOWN and the sort "other".
    """

    component: str
    event: str
    sort: Sort
    place: Place
    act: str = UNKNOWN


def kind_of(component: str, event: str) -> EventKind:
    """What events of that name count as, whichever of the known languages it is in."""
    said = _spaced(event)
    where = _spaced(component)
    act = _act(said)
    sort: Sort = "other" if act == UNKNOWN else "active"
    if act in ("views", "downloads"):
        sort = "passive"
    if RUNNING.search(said) or RUNNING.search(where):
        sort = "running"
    place: Place = next((name for name, words in COMPONENTS if words.search(where)), "others")
    return EventKind(component, event, sort, place, act)


def _spaced(text: str) -> str:
    """A name as it is looked for; a program's, with its lines and strokes, in words."""
    return " ".join(re.sub(r"[_\\/]", " ", plain(text).replace("’", "'")).split())


def _act(said: str) -> str:
    """What was done: the first act whose words are in the name, by the order of _ACT_WORDS."""
    return next((act for act, words in _ACT_WORDS if words(said)), UNKNOWN)


# What was looked at comes first, then the more telling of several words.
_ACT_WORDS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("downloads", lambda said: PASSIVE.search(said) and DOWNLOAD.search(said)),
    ("views", PASSIVE.search),
    ("deletions", DELETION.search),
    (
        "submissions",
        lambda said: ATTEMPT.search(said) and (HANDED_IN.search(said) or ENDED.search(said)),
    ),
    ("changes", lambda said: ATTEMPT.search(said) and BROKEN_OFF.search(said)),
    ("attempts", lambda said: ATTEMPT.search(said) and not CHANGE.search(said)),
    ("changes", CHANGE.search),
    ("entries", ENTRY.search),
    ("posts", lambda said: TALK.search(said) and MADE.search(said)),
    ("submissions", HANDED_IN.search),
    ("entries", MADE.search),
)
