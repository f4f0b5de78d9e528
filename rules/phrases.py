"""The sentences in which a rule set is told, in three languages, with {holes} for its values."""

from rules.words import LANGUAGES, Words, number

_SPACE = "\u202f"  # French: the narrow space before : ; ! ? % and inside « »

_ALL: dict[str, Words] = {
    "roster": {
        "en": "This rule set is for rosters of the kind “{roster}”.",
        "fr": "Ce jeu de règles est fait pour les listes du type « {roster} ».",
        "pt": "Este conjunto de regras destina-se a pautas do tipo «{roster}».",
    },
    "judges everybody": {
        "en": "It judges every student of the roster.",
        "fr": "Il s’applique à tous les élèves de la liste.",
        "pt": "Aplica-se a todos os alunos da pauta.",
    },
    "judges some": {
        "en": "It judges only the students who meet this condition: {condition}. "
        "The others are listed as not judged.",
        "fr": "Il ne s’applique qu’aux élèves qui remplissent cette condition : {condition}. "
        "Les autres sont indiqués comme hors de ce jeu de règles.",
        "pt": "Aplica-se apenas aos alunos que cumprem esta condição: {condition}. "
        "Os outros são indicados como fora do âmbito deste conjunto.",
    },
    "complexity": {
        "en": "Complexity goes from 0 to 100: it is 100 times the sum of weight × points, divided "
        "by the sum of the weights, over the indicators that the student answered. Ease is 100 "
        "minus complexity. Without a single answer there is no complexity.",
        "fr": "La complexité va de 0 à 100 : c’est 100 fois la somme des produits poids × points, "
        "divisée par la somme des poids, pour les indicateurs auxquels l’élève a répondu. La "
        "facilité est 100 moins la complexité. Sans aucune réponse, il n’y a pas de complexité.",
        "pt": "A complexidade vai de 0 a 100: é 100 vezes a soma dos produtos peso × pontos, a "
        "dividir pela soma dos pesos, nos indicadores a que o aluno respondeu. A facilidade é 100 "
        "menos a complexidade. Sem nenhuma resposta não há complexidade.",
    },
    "levers": {
        "en": "A lever is offered where it gives {most} points or fewer; the strongest, by weight "
        "× (1 − points), comes first. A barrier counts as one above {most} points.",
        "fr": "Un levier est proposé lorsqu’il vaut {most} point au plus ; le plus fort, selon "
        "poids × (1 − points), vient en premier. Un obstacle compte comme tel au-delà de {most} "
        "point.",
        "pt": "Uma alavanca é proposta quando vale {most} pontos ou menos; a mais forte, segundo "
        "peso × (1 − pontos), vem primeiro. Uma barreira conta como tal acima de {most} pontos.",
    },
    "need from grade": {
        "en": "Need comes from the current grade: 50 at the pass mark ({passing}), 100 at the "
        "lowest grade, 0 at the highest.",
        "fr": "Le besoin vient de la note actuelle : 50 à la note de passage ({passing}), 100 à la "
        "note la plus basse, 0 à la plus haute.",
        "pt": "A necessidade vem da nota atual: 50 na nota de aprovação ({passing}), 100 na nota "
        "mais baixa, 0 na mais alta.",
    },
    "need from gap": {
        "en": "Need comes from the gap between the expected and the current grade: 50 where there "
        "is none, 100 half a scale below. The pass mark is {passing}.",
        "fr": "Le besoin vient de l’écart entre la note attendue et la note actuelle : 50 sans "
        "écart, 100 à une demi-échelle au-dessous. La note de passage est {passing}.",
        "pt": "A necessidade vem da diferença entre a nota esperada e a nota atual: 50 sem "
        "diferença, 100 a meia escala abaixo. A nota de aprovação é {passing}.",
    },
    "priority": {
        "en": "Students are ranked by priority: need × ease ÷ 100.",
        "fr": "Les élèves sont classés par priorité : besoin × facilité ÷ 100.",
        "pt": "Os alunos são ordenados por prioridade: necessidade × facilidade ÷ 100.",
    },
    "quadrants": {
        "en": "On the chart the lines stand at need {need} and ease {ease}.",
        "fr": "Sur le graphique, les traits sont au besoin {need} et à la facilité {ease}.",
        "pt": "No gráfico, as linhas estão na necessidade {need} e na facilidade {ease}.",
    },
    "top_right": {"en": "Top right: “{name}”.", "fr": "En haut à droite : « {name} ».",
                  "pt": "Em cima, à direita: «{name}»."},
    "bottom_right": {"en": "Bottom right: “{name}”.", "fr": "En bas à droite : « {name} ».",
                     "pt": "Em baixo, à direita: «{name}»."},
    "top_left": {"en": "Top left: “{name}”.", "fr": "En haut à gauche : « {name} ».",
                 "pt": "Em cima, à esquerda: «{name}»."},
    "bottom_left": {"en": "Bottom left: “{name}”.", "fr": "En bas à gauche : « {name} ».",
                    "pt": "Em baixo, à esquerda: «{name}»."},
    "lever weighs": {
        "en": "“{label}” is a lever and weighs {weight} of {total} ({percent} %).",
        "fr": "« {label} » est un levier et pèse {weight} sur {total} ({percent} %).",
        "pt": "«{label}» é uma alavanca e pesa {weight} em {total} ({percent} %).",
    },
    "barrier weighs": {
        "en": "“{label}” is a barrier and weighs {weight} of {total} ({percent} %).",
        "fr": "« {label} » est un obstacle et pèse {weight} sur {total} ({percent} %).",
        "pt": "«{label}» é uma barreira e pesa {weight} em {total} ({percent} %).",
    },
    "lever off": {
        "en": "“{label}” is a lever that is switched off: its weight is 0.",
        "fr": "« {label} » est un levier désactivé : son poids est 0.",
        "pt": "«{label}» é uma alavanca desligada: o seu peso é 0.",
    },
    "barrier off": {
        "en": "“{label}” is a barrier that is switched off: its weight is 0.",
        "fr": "« {label} » est un obstacle désactivé : son poids est 0.",
        "pt": "«{label}» é uma barreira desligada: o seu peso é 0.",
    },
    "condition": {
        "en": "The condition is: {condition}.",
        "fr": "La condition est : {condition}.",
        "pt": "A condição é: {condition}.",
    },
    "then": {"en": "Where it holds", "fr": "Si elle est remplie", "pt": "Quando se verifica"},
    "otherwise": {"en": "Where it does not", "fr": "Sinon", "pt": "Caso contrário"},
    "band says": {"en": "{step}: “{says}”, {points}", "fr": "{step} : « {says} », {points}",
                  "pt": "{step}: «{says}», {points}"},
    "band": {"en": "{step}: {points}", "fr": "{step} : {points}", "pt": "{step}: {points}"},
    "lever offered": {
        "en": "{told}; the lever is offered.",
        "fr": "{told} ; le levier est proposé.",
        "pt": "{told}; a alavanca é proposta.",
    },
    "barrier counts": {"en": "{told}; a barrier.", "fr": "{told} ; un obstacle.",
                       "pt": "{told}; uma barreira."},
    "nothing more": {"en": "{told}.", "fr": "{told}.", "pt": "{told}."},
    "movable": {
        "en": "Counsellors may move the edge at {edge}, from {low} to {high}.",
        "fr": "Les conseillers peuvent déplacer la borne de {edge}, entre {low} et {high}.",
        "pt": "Os orientadores podem mover o limite de {edge}, entre {low} e {high}.",
    },
    "one session": {
        "en": "Coaching on it usually takes {count} session.",
        "fr": "Cet accompagnement prend d’habitude {count} séance.",
        "pt": "Este acompanhamento costuma levar {count} sessão.",
    },
    "sessions": {
        "en": "Coaching on it usually takes {count} sessions.",
        "fr": "Cet accompagnement prend d’habitude {count} séances.",
        "pt": "Este acompanhamento costuma levar {count} sessões.",
    },
    "one point": {"en": "{count} point", "fr": "{count} point", "pt": "{count} ponto"},
    "points": {"en": "{count} points", "fr": "{count} points", "pt": "{count} pontos"},
    "example": {
        "en": "A check: “{name}” ({answers}). Expected: {result}.",
        "fr": "Exemple de contrôle : « {name} » ({answers}). Attendu : {result}.",
        "pt": "Exemplo de controlo: «{name}» ({answers}). Esperado: {result}.",
    },
    "answer": {"en": "{label}: {value}", "fr": "{label} : {value}", "pt": "{label}: {value}"},
    "complexity exactly": {"en": "a complexity of {low}", "fr": "une complexité de {low}",
                           "pt": "uma complexidade de {low}"},
    "complexity between": {
        "en": "a complexity from {low} to {high}",
        "fr": "une complexité de {low} à {high}",
        "pt": "uma complexidade de {low} a {high}",
    },
    "complexity at least": {
        "en": "a complexity of {low} or more",
        "fr": "une complexité d’au moins {low}",
        "pt": "uma complexidade de {low} ou mais",
    },
    "complexity at most": {
        "en": "a complexity of {high} or less",
        "fr": "une complexité d’au plus {high}",
        "pt": "uma complexidade de {high} ou menos",
    },
    "levers are": {"en": "these levers: {levers}", "fr": "ces leviers : {levers}",
                   "pt": "estas alavancas: {levers}"},
    "no lever": {"en": "no lever", "fr": "aucun levier", "pt": "nenhuma alavanca"},
    "one more": {"en": "{one}; {other}", "fr": "{one} ; {other}", "pt": "{one}; {other}"},
}  # fmt: skip


def said(phrase: str, **holes: str | Words) -> Words:
    """A phrase in each language; a hole is filled by the same text everywhere or by words."""
    return {
        language: typeset(
            _ALL[phrase][language].format_map(
                {
                    name: text if isinstance(text, str) else text[language]
                    for name, text in holes.items()
                }
            ),
            language,
        )
        for language in LANGUAGES
    }


def typeset(text: str, language: str) -> str:
    """A text with the spaces that French wants before : ; ! ? % and inside « »."""
    if language != "fr":
        return text
    for mark in (":", ";", "!", "?", "%", "»"):
        text = text.replace(f" {mark}", f"{_SPACE}{mark}")
    return text.replace("« ", f"«{_SPACE}")


def in_figures(value: float) -> Words:
    """A number as each language writes it."""
    return {language: number(value, language) for language in LANGUAGES}
