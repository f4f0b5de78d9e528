"""What translators should know about messages that are short or could mean two things.

Nobody imports this: babel reads it, and each note comes to stand beside its message in every
catalogue. A message of one word needs a note; a test says which has none.
"""

from data.wording.message import N_

# NOTE: an answer, or whether something is so
N_("yes")
# NOTE: an answer, or whether something is not so
N_("no")
# NOTE: in running text: since January 2024
N_("January")
# NOTE: in running text: since February 2024
N_("February")
# NOTE: in running text: since March 2024; the month, not the walk
N_("March")
# NOTE: in running text: since April 2024
N_("April")
# NOTE: in running text: since May 2024; the month, not the verb
N_("May")
# NOTE: in running text: since June 2024
N_("June")
# NOTE: in running text: since July 2024
N_("July")
# NOTE: in running text: since August 2024
N_("August")
# NOTE: in running text: since September 2024
N_("September")
# NOTE: in running text: since October 2024
N_("October")
# NOTE: in running text: since November 2024
N_("November")
# NOTE: in running text: since December 2024
N_("December")
# NOTE: the twelve months as they stand in a date, 3 Sept 2026, each without a space in it
N_("Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec")
# NOTE: between two conditions, or two steps of one way
N_("and")
# NOTE: between two conditions
N_("or")
# NOTE: between two words of a filter: 10A or 10B; with its spaces
N_(" or ")
# NOTE: only the quotation marks of the language: a column's label within a condition
N_("“%(label)s”")
# NOTE: only the quotation marks of the language: what a person wrote
N_("“%(words)s”")
# NOTE: only the full stop: a step of a scale and its points
N_("%(told)s.")
# NOTE: a group of students in a school, as 10A; in running text
N_("class")
# NOTE: in running text: the school that a student goes to
N_("school")
# NOTE: heading: a group of students in a school, as 10A; not a kind of thing
N_("Class")
# NOTE: heading: the school that a student or account belongs to
N_("School")
# NOTE: the number of the file format
N_("Format")
# NOTE: what people call a rule set
N_("Title")
# NOTE: of a rule set: draft, pilot, stable or retired
N_("Status")
# NOTE: who answers for a rule set
N_("Owner")
# NOTE: the day when a rule set was last gone through
N_("Reviewed")
# NOTE: what a rule set is for
N_("About")
# NOTE: the list of a school's students with their data, imported from a file; not a timetable
N_("Roster")
# NOTE: a page: the lists of students that were imported
N_("Rosters")
# NOTE: in running text: an imported list of students
N_("roster")
# NOTE: in running text: imported lists of students
N_("rosters")
# NOTE: how urgently a student needs coaching, 0 to 100
N_("Need")
# NOTE: the four fields of the chart of need and ease
N_("Quadrants")
# NOTE: one of the four fields of the chart of need and ease
N_("Quadrant")
# NOTE: in running text: one of the four fields of the chart
N_("quadrant")
# NOTE: what a rule set judges a student by
N_("Indicators")
# NOTE: one thing that a rule set judges a student by
N_("Indicator")
# NOTE: invented students with what the rules must say about them
N_("Examples")
# NOTE: an invented student with what the rules must say about him
N_("Example")
# NOTE: of a person, an example or a column
N_("Name")
# NOTE: heading: a student, or his number
N_("Student")
# NOTE: in running text
N_("student")
# NOTE: heading: how many students, or which
N_("Students")
# NOTE: after a number or in a heading: how many
N_("students")
# NOTE: values of the whole cohort that an example takes as known
N_("Given")
# NOTE: how hard it is to help a student by coaching, 0 to 100
N_("Complexity")
# NOTE: what coaching can change, as absences; the opposite of barriers
N_("Levers")
# NOTE: label of a filter: what coaching can change
N_("Lever")
# NOTE: the kind of an indicator: what coaching can change
N_("lever")
# NOTE: the kind of an indicator: what coaching cannot change
N_("barrier")
# NOTE: a comparison that is true or false of a student, as absences > 10
N_("Condition")
# NOTE: of a roster: one kind of data, as absences
N_("Column")
# NOTE: of a roster: the kinds of data
N_("Columns")
# NOTE: what people read for an indicator
N_("Label")
# NOTE: the sort of something: lever or barrier, model, column
N_("Kind")
# NOTE: the steps of an indicator's scale, as 5 to 14 absences
N_("Bands")
# NOTE: 0 to 1 for a student's answer: 1 is hard to help
N_("Points")
# NOTE: what a counsellor reads about a student of that band
N_("Says")
# NOTE: how many meetings coaching usually takes
N_("Sessions")
# NOTE: what to do about a lever; or what people did in an online course
N_("Actions")
# NOTE: why an indicator is judged so: claims and their sources
N_("Evidence")
# NOTE: how much an indicator counts beside the others
N_("Weight")
# NOTE: in running text: how much an indicator counts
N_("weight")
# NOTE: the word that a band holds: the answer is ...
N_("Is")
# NOTE: whether counsellors may move a band's edge
N_("Movable")
# NOTE: a sentence that evidence states
N_("Claim")
# NOTE: where a claim was shown
N_("Source")
# NOTE: how far a source carries: strong, moderate, weak
N_("Strength")
# NOTE: of evidence
N_("strong")
# NOTE: of evidence
N_("moderate")
# NOTE: of evidence
N_("weak")
# NOTE: a role: who coaches students and sees those of his groups
N_("counsellor")
# NOTE: a role: who keeps accounts and backups
N_("administrator")
# NOTE: a role: who sees figures of whole schools, no student
N_("observer")
# NOTE: a role: who reads the log of what was done
N_("auditor")
# NOTE: in running text: what a person is in a school
N_("role")
# NOTE: in running text: what a person is in a school
N_("roles")
# NOTE: heading: what a person is in a school
N_("Roles")
# NOTE: a student's place in the list, 1 is first
N_("Rank")
# NOTE: a student's mark, 0 to 20
N_("Grade")
# NOTE: what a model expects: the mark
N_("grade")
# NOTE: what a model expects: the probability that a student passes
N_("passing")
# NOTE: how easily coaching helps a student: 100 minus complexity
N_("Ease")
# NOTE: whether a student is being coached
N_("Coached")
# NOTE: of students: being coached
N_("coached")
# NOTE: the table of students, beside the chart
N_("List")
# NOTE: no filter: all students
N_("all")
# NOTE: a button: show the whole chart again
N_("All")
# NOTE: what a reader can turn on the board: weights, edges, places
N_("Knobs")
# NOTE: of students: classes or schools; or parts of a cohort
N_("Groups")
# NOTE: of students with something in common
N_("Group")
# NOTE: the school's own number of a student
N_("Id")
# NOTE: need times ease: by it students are ranked
N_("Priority")
# NOTE: between the expected and the actual grade
N_("Gap")
# NOTE: between expected and actual grades, of many students
N_("Gaps")
# NOTE: in running text: where a condition does not hold
N_("otherwise")
# NOTE: where a condition does not hold
N_("Otherwise")
# NOTE: where a condition holds; or at that time, opposite of now
N_("Then")
# NOTE: of a value: not one of those listed
N_("other")
# NOTE: of a column: personal data to be treated with care
N_("sensitive")
# NOTE: where data come from
N_("Origin")
# NOTE: what a column can hold
N_("Values")
# NOTE: what a condition compares with
N_("Value")
# NOTE: what a column or field means
N_("Meaning")
# NOTE: in what form researchers get a column
N_("Told")
# NOTE: a kind of linear model; a name that is usually kept
N_("lasso")
# NOTE: of a kind of model: the one that a comparison suggests
N_("proposed")
# NOTE: a page: the list and chart that say whom to coach first; not a committee
N_("Board")
# NOTE: a page: statistics of whole schools; not drawings
N_("Figures")
# NOTE: heading: the name of a number in a report
N_("Figure")
# NOTE: a page: the rule sets of the school
N_("Rules")
# NOTE: a page: statistical models of expected grades
N_("Models")
# NOTE: a statistical model of expected grades
N_("Model")
# NOTE: a page: data, objections and erasure for families who ask
N_("Families")
# NOTE: a page: who can sign in
N_("Accounts")
# NOTE: the account of somebody who signed in
N_("Account")
# NOTE: a page: copies of all data
N_("Backups")
# NOTE: a page: the log of what was done and seen, by whom
N_("Trace")
# NOTE: a character between cells of a file
N_("comma")
# NOTE: a character between cells of a file
N_("semicolon")
# NOTE: a character between cells of a file; not a page's tab
N_("tab")
# NOTE: a character between cells of a file, |; not a chart's bar
N_("bar")
# NOTE: a line of a spreadsheet
N_("Row")
# NOTE: how many lines of a table
N_("Rows")
# NOTE: in running text: how many lines of a table
N_("rows")
# NOTE: what is wrong with a cell of a file
N_("Problem")
# NOTE: in running text: how many were found
N_("problems")
# NOTE: the state of a rule set that is being written
N_("draft")
# NOTE: the state of a rule set that is being tried
N_("pilot")
# NOTE: the state of a rule set that has proved itself
N_("stable")
# NOTE: the state of a rule set that is no longer used
N_("retired")
# NOTE: the name by which somebody signs in
N_("Login")
# NOTE: a heading: the reason that was given
N_("Why")
# NOTE: label of a field: the reason
N_("why")
# NOTE: before the reason that was given
N_("Why:")
# NOTE: before the reason that was given
N_("because")
# NOTE: label of a field: why a student is taken off the list
N_("Reason")
# NOTE: in running text: why something was done
N_("reason")
# NOTE: the state of a job that the server's end cut off
N_("Interrupted")
# NOTE: the state of a job that is finished
N_("Done")
# NOTE: how many students can be coached
N_("Places")
# NOTE: after a number: how many students can be coached
N_("places")
# NOTE: a button
N_("Print")
# NOTE: a button: take the last change back
N_("Undo")
# NOTE: a button: choose it
N_("Pick")
# NOTE: in running text: at the earlier time
N_("before")
# NOTE: in running text: at the later time
N_("after")
# NOTE: heading: what it was before a change
N_("Before")
# NOTE: heading: what it is after a change
N_("After")
# NOTE: a button: compare two things
N_("Compare")
# NOTE: in running text: of kinds of models
N_("comparison")
# NOTE: label of a choice: below, at most, above and so on
N_("Comparison")
# NOTE: heading: remarks about a file that was read
N_("Notes")
# NOTE: a button: take the file in
N_("Import")
# NOTE: heading: when a roster was taken in
N_("Imported")
# NOTE: a column of an online course's log: part of the platform
N_("Component")
# NOTE: a column of an online course's log: what happened
N_("Event")
# NOTE: how many things happened in an online course
N_("Events")
# NOTE: a kind of event in an online course: the student did something, as posting
N_("contribution")
# NOTE: a kind of event in an online course: the student looked at something
N_("consultation")
# NOTE: what is usual for similar students
N_("Usual")
# NOTE: heading: what was done, or what a number counts
N_("What")
# NOTE: in running text: what was done
N_("what")
# NOTE: no filter: all kinds of deeds
N_("everything")
# NOTE: label of a date: the first day
N_("From")
# NOTE: label of a date: the last day
N_("To")
# NOTE: before a number: the lowest of a range
N_("from")
# NOTE: before a number: the highest of a range
N_("to")
# NOTE: in running text: the last day
N_("until")
# NOTE: heading: to which time
N_("Until")
# NOTE: heading: from which time
N_("Since")
# NOTE: a button: show what was asked for
N_("Show")
# NOTE: heading: the number of a line of the log
N_("Line")
# NOTE: in running text: how many of the log
N_("lines")
# NOTE: heading: at what time; or the condition of an indicator
N_("When")
# NOTE: heading: which person did it, or which students
N_("Who")
# NOTE: who did it
N_("by")
# NOTE: heading: who did it
N_("By")
# NOTE: heading: more about what was done
N_("Details")
# NOTE: a link: the page with newer lines
N_("newer")
# NOTE: a link: the page with older lines
N_("older")
# NOTE: a way to edit a rule set: with fields; opposite of text
N_("Form")
# NOTE: a way to edit a rule set: as its file; opposite of form
N_("Text")
# NOTE: a student's answer to a question, or the value of a column
N_("Answer")
# NOTE: of a question: there is an answer
N_("answered")
# NOTE: what people read about a band
N_("Words")
# NOTE: a button: change it
N_("Change")
# NOTE: a button: make two bands of one
N_("split")
# NOTE: the state of a draft that is being worked on
N_("Open")
# NOTE: the state of a draft that is in force
N_("Published")
# NOTE: in running text: drafts that came into force
N_("published")
# NOTE: a notice: it is in force now
N_("Published.")
# NOTE: the state of a draft that was given up
N_("Dropped")
# NOTE: a button: put into force
N_("Publish")
# NOTE: a button
N_("Save")
# NOTE: a notice
N_("Saved.")
# NOTE: a button: take it out
N_("Remove")
# NOTE: heading: whom a change of rules lists more or less often
N_("Fairness")
# NOTE: heading: whether a column has changed since the training
N_("Verdict")
# NOTE: heading: the current value; opposite of before
N_("Now")
# NOTE: in a period: up to today
N_("now")
# NOTE: heading: how many students come into the list
N_("Enter")
# NOTE: before names: who comes into the list
N_("Enters")
# NOTE: after a name: comes into the list
N_("enters")
# NOTE: heading: how many students drop out of the list
N_("Leave")
# NOTE: before names: who drops out of the list; not of trees
N_("Leaves")
# NOTE: after a name: drops out of the list
N_("leaves")
# NOTE: heading: by what the students shown are chosen
N_("Filters")
# NOTE: in running text: by what the students shown were chosen
N_("filters")
# NOTE: a button: show the chosen students
N_("Filter")
# NOTE: no filter: whichever lever
N_("any")
# NOTE: after a number: students that were not in the roster before
N_("new")
# NOTE: after a number: students whose data changed
N_("changed")
# NOTE: after a number: students whose data are the same
N_("unchanged")
# NOTE: at no time: not reviewed, not active
N_("never")
# NOTE: a box to tick: leave this indicator out, weight 0
N_("out")
# NOTE: a button: try the knobs
N_("Try")
# NOTE: a button: begin to coach this student; a verb
N_("Coach")
# NOTE: a kind of deeds: who is coached
N_("Coaching")
# NOTE: of a group: above the limit of unequal treatment
N_("over")
# NOTE: whether a model expects too much or too little of a group
N_("Leaning")
# NOTE: what a model predicts: the grade or passing
N_("Expects")
# NOTE: heading: on this roster; beside published figures
N_("Here")
# NOTE: heading: of a rule set or of a model
N_("Versions")
# NOTE: of a rule set
N_("Version")
# NOTE: in running text: of a rule set
N_("version")
# NOTE: heading: when a model learned
N_("Trained")
# NOTE: a button: let a model learn
N_("Train")
# NOTE: heading: in which way a model was trained
N_("How")
# NOTE: heading: when a model was in use
N_("Active")
# NOTE: the state of an account that can sign in
N_("active")
# NOTE: label of a field
N_("Password")
# NOTE: the state of a job that begins
N_("Starting")
# NOTE: how far a job is
N_("Progress")
# NOTE: a link in running text: a school's surroundings, class and school as against the student
N_("environment")
# NOTE: a page: a school's surroundings, class and school as against the student
N_("Environment")
# NOTE: heading: how many students were in the list
N_("Listed")
# NOTE: heading for those who cannot see: a bar in a picture
N_("Drawn")
# NOTE: no student
N_("nobody")
# NOTE: of a rule set: it belongs to all schools
N_("everybody’s")
# NOTE: a button: end it, or do not do it
N_("Cancel")
# NOTE: the state of a job that somebody ended
N_("Cancelled")
# NOTE: heading: how many sessions a change of rules brings
N_("Work")
# NOTE: heading: what a student was asked
N_("Question")
# NOTE: heading: how much it contributes to a sum
N_("Adds")
# NOTE: the line of a sum: in total
N_("Together")
# NOTE: a button: to the clipboard
N_("Copy")
# NOTE: the state of an account that cannot sign in any more
N_("deactivated")
# NOTE: a button: the account cannot sign in any more
N_("Deactivate")
# NOTE: the state of an account whose owner has not set a password
N_("invited")
# NOTE: what a person or program may do
N_("Rights")
# NOTE: in running text: what a program may do
N_("rights")
# NOTE: an address to send to somebody
N_("Link")
# NOTE: heading: of an account or rule set
N_("State")
# NOTE: in running text: coached or not
N_("state")
# NOTE: of the data that a program gets
N_("Fields")
# NOTE: of the data that a program gets
N_("Field")
# NOTE: heading: the type of a field of data
N_("Holds")
# NOTE: a program's password
N_("Token")
# NOTE: in running text: a program's password
N_("token")
# NOTE: heading: the number of a thing, as an identifier
N_("Number")
# NOTE: in running text: the number of a thing
N_("number")
# NOTE: what follows ? in an address
N_("Query")
# NOTE: what a program sends, as JSON
N_("Body")
# NOTE: a button
N_("Send")
# NOTE: megabytes
N_("MB")
# NOTE: of a file
N_("Size")
# NOTE: a link: get the file
N_("Download")
# NOTE: for those who cannot see: the parts of the site, its navigation
N_("Rooms")
# NOTE: label of a choice
N_("Language")
# NOTE: label of a choice: list, chart or knobs
N_("View")
# NOTE: a tab: students by need and ease
N_("Chart")
# NOTE: in running text: students by need and ease
N_("chart")
# NOTE: label of buttons
N_("Zoom")
# NOTE: heading: by how much a model is wrong on average
N_("Error")
# NOTE: heading: how widely repeated runs differ
N_("Runs")
# NOTE: before the columns of a file with grades
N_("Grades:")
# NOTE: a comparison: less than a number
N_("below")
# NOTE: a comparison: more than a number
N_("above")
# NOTE: heading: the lead's own text, beside another's
N_("Yours")
# NOTE: instead of a figure of too few students
N_("hidden")
# NOTE: a button: look for a student
N_("Find")
# NOTE: heading: the school's own number of a student
N_("Key")
# NOTE: heading: a student's data are deleted for good
N_("Erasure")
# NOTE: of a question: the rules use the answer
N_("used")
# NOTE: a program library; a name
N_("scikit-learn")
# NOTE: a page: whether predictions come true as often as they say
N_("Calibration")
# NOTE: heading: what a model says about a student: below, as, above what is usual
N_("Word")
# NOTE: heading: by which a person signed in
N_("Browser")
# NOTE: a page: data without names for researchers
N_("Research")
# NOTE: a page: a second lead goes through a draft
N_("Review")
# NOTE: heading: what a column may hold
N_("Allowed")
# NOTE: abbreviation of number
N_("No.")
# NOTE: heading: a file's name
N_("File")
# NOTE: of a roster: invented students
N_("sample")
# NOTE: a button
N_("Edit")
# NOTE: of the second factor: six digits
N_("Code")
# NOTE: in a choice where nothing is chosen yet
N_("choose")
# NOTE: heading: what happened with a student
N_("History")
# NOTE: heading: when a token ends
N_("Expires")
# NOTE: heading: in which role
N_("As")
# NOTE: in running text: in which file format
N_("as")
# NOTE: heading: a line's fingerprint
N_("Hash")
# NOTE: in running text: a file's hash
N_("fingerprint")
# NOTE: in running text: how many
N_("days")
# NOTE: in running text: which kind
N_("database")
# NOTE: in running text: the highest number
N_("limit")
# NOTE: in running text: which version a newer one took the place of
N_("replaced")
# NOTE: in running text: the last fingerprint of the log
N_("seal")
# NOTE: a rule set; not a verb
N_("set")
# NOTE: in running text: students chosen on the chart
N_("rectangle")
# NOTE: in running text: the information sheet for families
N_("sheet")
# NOTE: a kind of deeds: families who object
N_("Objections")
# NOTE: a kind of deeds: tokens for programs; software, not timetables
N_("Programs")
# NOTE: of a student's place in the list: a small change would move him
N_("borderline")
# NOTE: of a student's place in the list: a small change does not move him
N_("solid")
# NOTE: a rule set that is being changed and is not in force
N_("Draft")
# NOTE: rule sets that are being changed and are not in force
N_("Drafts")
# NOTE: one step of an indicator's scale, as 5 to 14 absences
N_("Band")
# NOTE: an indicator that coaching cannot change; the opposite of a lever
N_("Barrier")
# NOTE: between the last two words of a list; with its spaces
N_(" and ")
# NOTE: the page that says what each room is for
N_("Help")
# NOTE: a link: download a data dictionary as a YAML file
N_("As a file")
# NOTE: the best end of a scale of grades, above a choice of: the highest, the lowest
N_("Best")
# NOTE: a column's heading: when a data dictionary was changed last, and by whom
N_("Changed")
# NOTE: the highest grade of a scale, before a field
N_("Highest")
# NOTE: the lowest grade of a scale, before a field
N_("Lowest")
# NOTE: a column's heading: what a school can set
N_("Setting")
# NOTE: a button: make this earlier version of a data dictionary the newest again
N_("Take back")
# NOTE: a button: take a data dictionary in from a file
N_("Take it in")
# NOTE: a column's heading: whose a data dictionary is, this school's or everybody's
N_("Whose")
# NOTE: the trace: what a setting was before it was changed
N_("before that")
# NOTE: of the version of a data dictionary by which files are read now
N_("in force")
# NOTE: the trace: which of a school's settings was changed
N_("setting")
# NOTE: a choice: one column's grade counts alone
N_("%(column)s alone")
# NOTE: answer to: are they school years, or grades?
N_("Grades")
# NOTE: what a mark in a cell stands for
N_("No answer")
# NOTE: a choice: no grade of the file counts
N_("None of them yet")
# NOTE: answer to: are they school years, or grades?
N_("School years")
# NOTE: a scale of grades
N_("from %(low)s to %(high)s, the best")
# NOTE: a scale of grades
N_("from %(low)s, the best, to %(high)s")
# NOTE: a scale of grades
N_("percent, 100 is best")
# NOTE: a source of the roster (“absences”) and the day its file came
N_("%(source)s of %(day)s")
# NOTE: followed by a student’s name, class and birth date
N_("the same person as")
# NOTE: What a column of a course's log or grades is, in a select. When something happened.
N_("time")
# NOTE: What a column of a course's log or grades is, in a select.
N_("person")
# NOTE: What a column of a course's log or grades is, in a select.
N_("event")
# NOTE: What a column of a course’s log is, in a select: the part of the platform.
N_("component")
# NOTE: What a column of a course's log or grades is, in a select.
N_("context")
# NOTE: What a column of a course's log or grades is, in a select. web, mobile, command line.
N_("origin")
# NOTE: said of a row of a file that is left out
N_("Blank.")
# NOTE: the format of a file: values separated by commas
N_("CSV")
# NOTE: the kind of a column: its numbers are percents
N_("percent")
# NOTE: the kind of a column: its answers are words
N_("words")
# NOTE: a scale of grades that is none of those listed
N_("another")
# NOTE: the kind of a column: any text
N_("text")
# NOTE: the smallest and the largest number of a column
N_("%(low)s … %(high)s")
# NOTE: field: what a column of a file is called on our pages
N_("Called")
# NOTE: field: the scale that grades are given on
N_("Scale")
# NOTE: field: in what a column is counted: days, hours
N_("Unit")
# NOTE: field: the part of the school year that a grade is of
N_("Period")
# NOTE: A folder of the server. What a program puts there is imported by itself.
N_("Inbox")
