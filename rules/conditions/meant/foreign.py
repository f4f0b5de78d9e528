"""Words that people bring along from their language, from spreadsheets or from other programs."""

YES = frozenset({"oui", "sim", "true", "vrai", "verdadeiro"})
NO = frozenset({"non", "não", "nao", "false", "faux", "falso"})
UNANSWERED = frozenset(
    {"none", "null", "nan", "empty", "blank", "missing", "vide", "manquant", "vazio", "omisso"}
)
AND = frozenset({"and", "et", "e", "y", "und"})
OR = frozenset({"or", "ou", "o", "oder"})
NOT = frozenset({"not", "pas", "não", "nao", "sauf", "except"})
IN = frozenset({"in", "dans", "parmi", "em", "entre"})
IF = frozenset({"if", "si", "se", "when", "quand", "quando", "where"})
IS = frozenset(
    {"is", "est", "é", "equals", "eq", "like", "contains", "contient", "contém", "igual", "égal"}
)
BETWEEN = frozenset({"between", "entre"})

MORE = (
    *("greater than", "more than", "over", "above", "plus de", "plus grand que", "supérieur à"),
    *("superieur à", "mais de", "mais que", "maior que", "maior do que", "superior a"),
)
LESS = (
    *("less than", "fewer than", "under", "below", "moins de", "plus petit que", "inférieur à"),
    *("inferieur à", "menos de", "menos que", "menor que", "menor do que", "inferior a"),
)

FUNCTIONS = {
    **dict.fromkeys(["moyenne", "média", "media", "average", "avg", "promedio"], "mean"),
    **dict.fromkeys(["médiane", "mediane", "mediana"], "median"),
    **dict.fromkeys(["percentile", "percentil", "centile", "quartile", "quartil"], "quantile"),
    **dict.fromkeys(["part", "proportion", "parte", "proporção", "proporcao"], "share"),
    **dict.fromkeys(["pourcentage", "percentagem", "percent", "fraction"], "share"),
    **dict.fromkeys(["manquant", "manquante", "vide", "estvide", "isnull", "is_null"], "missing"),
    **dict.fromkeys(["isblank", "empty", "ausente", "omisso", "vazio"], "missing"),
    **dict.fromkeys(["arrondi", "arrondir", "arred", "arredondar"], "round"),
    **dict.fromkeys(["minimum", "mínimo", "minimo"], "min"),
    **dict.fromkeys(["maximum", "máximo", "maximo"], "max"),
}
"""What a function is called elsewhere -> what conditions call it."""
