"""The operations of the API: every module that has one.

A new one is entered here, and by that it is documented, counted and limited.
"""

from webapp.api import model_list, predict, ranking, roster_list, rule_list, train

OPERATIONS = (predict, train, roster_list, model_list, ranking, rule_list)
