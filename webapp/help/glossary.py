"""The words of the pages, one meaning each, under the names that the pages give them."""

from data.wording.message import N_

# The word, and what it means; both in English, translated where they are shown.
WORDS = (
    (N_("Roster"), N_("A file of students that was imported, with its day. The newest is the one "
                      "in use; the earlier ones stay.")),
    (N_("Source"), N_("One of the files that a roster is put together from, such as the absences. "
                      "It renews its own columns at its own rhythm.")),
    (N_("Inbox"), N_("A folder of the server. What a program puts there is taken in by itself, or "
                     "refused with the reasons.")),
    (N_("Rule set"), N_("The indicators, their points and weights, and the words for them, in one "
                        "file that a lead writes and everybody can read.")),
    (N_("Version"), N_("A rule set as it was in force at some time. Each is kept.")),
    (N_("Draft"), N_("A rule set that is being changed and that no list follows yet.")),
    (N_("Indicator"), N_("One answer or count that a rule set judges.")),
    (N_("Band"), N_("One step of an indicator: the answers in it get the same points.")),
    (N_("Points"), N_("What an indicator gives for an answer: from 0, easy to help, to 1, hard.")),
    (N_("Weight"), N_("How much an indicator counts: from 0, not at all, to 10.")),
    (N_("Lever"), N_("An indicator that coaching can act on. It is offered for a student whose "
                     "answer gives 0.5 points or fewer.")),
    (N_("Barrier"), N_("An indicator that coaching alone cannot act on. It can make the ease "
                       "fall, and is never offered as something to coach.")),
    (N_("Complexity"), N_("The weighted mean of the points of all answered indicators, from 0 to "
                          "100. Without any answer there is none.")),
    (N_("Ease"), N_("100 minus complexity: how much coaching can do.")),
    (N_("Current grade"), N_("The grade in the roster, on the roster’s own scale.")),
    (N_("Expected grade"), N_("What students with a similar record usually get, with an interval. "
                              "A student’s own grade has no part in it. It is no promise.")),
    (N_("Gap"), N_("Expected grade minus current grade, in grade points.")),
    (N_("Model"), N_("What has learned from the grades of a roster which grade is usual for which "
                     "record.")),
    (N_("Need"), N_("From 0 to 100, from the grade: 50 is the pass mark. A rule set can take it "
                    "from the gap instead: then 50 is as expected.")),
    (N_("Priority"), N_("Need times ease, divided by 100.")),
    (N_("Rank"), N_("The order of the priorities: 1 comes first. At the same priority the lower "
                    "grade comes first.")),
    (N_("Quadrant"), N_("One of the four fields of the chart, between high and low need and high "
                        "and low ease.")),
    (N_("Places"), N_("How many students there is time to coach. They go by rank to students who "
                      "are not coached yet.")),
    (N_("Coached"), N_("Coaching has begun and has not ended.")),
    (N_("Set aside"), N_("Off the list with a reason, until a date or until put back.")),
    (N_("Knobs"), N_("The weights, edges and filters that you try on the board. Nobody else’s "
                     "list changes.")),
    (N_("What if"), N_("What would be with other knobs on the board, or with other answers on a "
                       "student’s page. It changes nothing that is kept.")),
    (N_("Evidence"), N_("Why an indicator is in a rule set: a claim, its source, and how strong "
                        "it is.")),
    (N_("Example"), N_("Answers of a student who is nobody, inside a rule set, and what must come "
                       "out. A rule set whose example fails is not put in force.")),
    (N_("Solid or borderline"), N_("Solid: among the first in nearly every case when the rules "
                                   "are shaken a little. Borderline: only in some.")),
    (N_("Group"), N_("A class or a school in a roster. A counsellor sees the students of the "
                     "groups that an administrator gave.")),
    (N_("Trace"), N_("The lines that say who saw or changed what, and when. None can be changed "
                     "or taken out unnoticed.")),
)  # fmt: skip
