"""The operations of the API: every module that has one. A new one is entered here, and is documented,
counted and limited by that."""

from webapp.api import model_list, predict, ranking, roster_list, rule_list, train

OPERATIONS = (predict, train, roster_list, model_list, ranking, rule_list)
