"""The rosters that are measured: the pilot file, and sample schools of other sizes."""

from pathlib import Path

PILOT = Path(__file__).parent.parent.parent / "shared" / "data" / "pilot-students.csv"
PILOT_STUDENTS = 357
SEED = 2008


def roster(students: int, folder: Path) -> Path:
    """Return a CSV of that many students: the pilot file itself, or a seeded sample school.

    Where the pilot file is not at hand, a sample school of its size stands in for it.
    """
    if students == PILOT_STUDENTS and PILOT.exists():
        return PILOT
    path = folder / f"sample-{students}.csv"
    if not path.exists():
        from data.sample.sample_school import write_csv

        if students == PILOT_STUDENTS:
            print("The pilot file is not in ../shared/data: a sample school stands in for it.")
        write_csv(path, students, seed=SEED)
    return path
