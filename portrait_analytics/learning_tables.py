"""The tables of professional learning: what is offered, and who has attended it. They are part of `tables.TABLES`."""

import pandas as pd

from portrait_analytics.columns import Category, Count, Flag, Table, describe, semester_column


class Offerings(Table):
    """One thing that leaders could attend, as offerings.csv lists it."""

    offering: Category = describe("Id of the offering, as text")
    name: str = describe("Name as printed")
    competencies: str = describe("Ids of the competencies that it is about, apart by semicolons")
    roles: str = describe("Roles that it is for, apart by semicolons; empty for all")
    seats: Count = describe("How many can attend", "persons", ge=1)
    least: Count = describe(
        "For fewer it does not run; missing if the file does not say", "persons", nullable=True, ge=1
    )
    cost: pd.Float64Dtype = describe("What it costs if it runs, whoever comes", "dollars", ge=0)
    seat_cost: pd.Float64Dtype = describe("What each seat costs beside that", "dollars", ge=0)
    slot: Category = describe("When it takes place; nobody attends two of one slot", nullable=True)
    after: Category = describe("Offering that has to be attended before", nullable=True)
    planned: Flag = describe("True if it is planned today; missing if the file does not say", nullable=True)


class Attendance(Table):
    """One person who attended an offering, as attendance.csv lists it (restricted)."""

    semester: Category = semester_column("Semester in which it ended")
    person: str = describe("Salted key of the person")
    offering: Category = describe("Id of the offering")
