"""The kinds of models in words, without loading what trains them."""

from webapp.services.wording.reader import gettext as _


def names() -> dict[str, str]:
    """Name each kind of model, the simplest first."""
    return {
        "mean": _("the mean"),
        "ridge": _("ridge regression"),
        "lasso": _("lasso"),
        "elastic_net": _("elastic net"),
        "svm": _("support vector machine"),
        "neighbours": _("nearest neighbours"),
        "random_forest": _("random forest"),
        "extra_trees": _("extremely random trees"),
        "boosting": _("gradient boosting"),
        "histogram_boosting": _("gradient boosting on histograms"),
    }


def meanings() -> dict[str, str]:
    """Say in a sentence what each kind does."""
    return {
        "mean": _("Expects the mean of all students of everybody: what others have to beat."),
        "ridge": _("Adds up a few points per answer, each held small. Every line can be read."),
        "lasso": _("Adds up points per answer, and drops answers that hardly matter."),
        "elastic_net": _("Between ridge and lasso."),
        "svm": _("Compares with students like him, in smooth curves."),
        "neighbours": _("Takes the mean of the students whose answers are nearest."),
        "random_forest": _("Takes the mean of hundreds of trees of questions."),
        "extra_trees": _("Like a random forest, with questions drawn by lot."),
        "boosting": _("Small trees, each of which mends what those before it missed."),
        "histogram_boosting": _("The same in coarser steps, for large rosters."),
    }
