"""Who holds which post in each semester: people leave, rise, change school and join; posts stay filled."""

import numpy as np
import pandas as pd

from portrait_analytics.sample.draws import Flags, Ints, few, stream
from portrait_analytics.sample.schools import (
    ASSISTANT,
    COACH,
    CURRICULUM_LEAD,
    PRINCIPAL,
    PROGRAM_DIRECTOR,
    TEACHER_LEADER,
)

LEAVE_SHARE = 0.05
TRANSFER_SHARE = 0.02
MISSTATED_SHARE = 0.015
PEOPLE_PER_VISITOR = 1000
LADDER = ((PRINCIPAL, ASSISTANT), (COACH, TEACHER_LEADER))


def hold_posts(posts: pd.DataFrame, semesters: int, rng: np.random.Generator) -> list[Ints]:
    """The person in each post, semester after semester; people are numbered as they come."""
    school, role = posts["school"].to_numpy(), posts["role"].to_numpy()
    followed = rng.permutation(np.flatnonzero((role == PRINCIPAL) & np.isin(school, school[role == ASSISTANT])))
    held = [np.arange(len(posts))]
    for step in range(semesters - 1):
        before = held[-1]
        after, vacant = _rise(before, _left(len(role), np.roll(followed, step)[:1], rng), school, role)
        newest = max(int(person.max()) for person in held)
        after[vacant] = newest + 1 + np.arange(vacant.sum())
        held.append(_transfer(after, after == before, school, role, rng))
    return held


def _left(posts: int, surely: Ints, rng: np.random.Generator) -> Flags:
    """Posts whose holder leaves, those that ``surely`` fall vacant among them: each time another principal's."""
    leaving = rng.permutation(posts)[: max(1, round(LEAVE_SHARE * posts))]
    leaving[: len(surely)] = surely
    vacant = np.zeros(posts, dtype=np.bool_)
    vacant[leaving] = True
    return vacant


def _rise(holder: Ints, vacant: Flags, school: Ints, role: Ints) -> tuple[Ints, Flags]:
    """At each school one vacant post of a kind is taken by someone from the rung below, whose post falls vacant."""
    holder, vacant = holder.copy(), vacant.copy()
    for upper, lower in LADDER:
        open_posts = np.flatnonzero((role == upper) & vacant)
        risers = np.flatnonzero((role == lower) & ~vacant)
        at_open, first_open = np.unique(school[open_posts], return_index=True)
        at_riser, first_riser = np.unique(school[risers], return_index=True)
        _, which_open, which_riser = np.intersect1d(at_open, at_riser, return_indices=True)
        to, from_ = open_posts[first_open[which_open]], risers[first_riser[which_riser]]
        holder[to] = holder[from_]
        vacant[to], vacant[from_] = False, True
    return holder, vacant


def _transfer(holder: Ints, settled: Flags, school: Ints, role: Ints, rng: np.random.Generator) -> Ints:
    """Some who were in their post before change places with someone in the same role at another school."""
    order = rng.permutation(np.flatnonzero(settled & np.isin(role, [COACH, TEACHER_LEADER])))
    order = order[np.argsort(role[order], kind="stable")]
    pairs = order[: len(order) // 2 * 2].reshape(-1, 2)
    fit = pairs[(role[pairs[:, 0]] == role[pairs[:, 1]]) & (school[pairs[:, 0]] != school[pairs[:, 1]])]
    moving = rng.permutation(fit)[: max(1, round(TRANSFER_SHARE * len(role) / 2))]
    moved = holder.copy()
    moved[moving] = holder[moving[:, ::-1]]
    return moved


def list_present(posts: pd.DataFrame, held: list[Ints], answering: Flags, seed: int) -> list[pd.DataFrame]:
    """Who there is in each semester, roster and visitors.

    One row is one person: ``person, school, role`` (as on the roster), ``stated`` (the role that they will say),
    ``since`` (the semester, counted from 0, in which they took up the role), ``reports_to`` (a person, or -1),
    ``stays`` (still there in the next semester), ``listed`` (on the roster), ``answers``.
    """
    school, role = posts["school"].to_numpy(), posts["role"].to_numpy()
    visitors = _visitors(len(answering), visitor_count(len(posts)), int(school.max()) + 1)
    present = []
    for semester, (holder, since) in enumerate(zip(held, _in_role_since(held, role, len(answering)), strict=True)):
        frame = pd.DataFrame(
            {
                "person": holder,
                "school": school,
                "role": role,
                "stated": _stated(role, stream(seed, "stated roles", semester)),
                "since": since,
                "reports_to": _superior(holder, school, role),
                "stays": np.isin(holder, held[min(semester + 1, len(held) - 1)]),
                "listed": True,
            }
        )
        everyone = pd.concat([frame, visitors], ignore_index=True)
        present.append(everyone.assign(answers=answering[everyone["person"], semester]))
    return present


def _in_role_since(held: list[Ints], role: Ints, people: int) -> list[Ints]:
    """For each semester, when the holder of each post took up a role of its kind."""
    last_role, since = np.full(people, -1), np.zeros(people, dtype=np.int64)
    found = []
    for semester, holder in enumerate(held):
        since[holder[last_role[holder] != role]] = semester
        last_role[holder] = role
        found.append(since[holder])
    return found


def visitor_count(people: int) -> int:
    """How many answer who are on no roster."""
    return 1 + people // PEOPLE_PER_VISITOR


def _stated(role: Ints, rng: np.random.Generator) -> Ints:
    """What people say their role is: a few coaches and teacher leaders say the other of the two."""
    stated = role.copy()
    mistakable = rng.permutation(np.flatnonzero(np.isin(role, [COACH, TEACHER_LEADER])))
    chosen = mistakable[: few(len(mistakable), MISSTATED_SHARE)]
    stated[chosen] = COACH + TEACHER_LEADER - role[chosen]
    return stated


def _superior(holder: Ints, school: Ints, role: Ints) -> Ints:
    """School staff report to their principal, principals and curriculum leads to a director, directors to the first."""
    principal = holder[role == PRINCIPAL][school]
    directors = holder[role == PROGRAM_DIRECTOR]
    if not len(directors):
        return np.where(np.isin(role, [PRINCIPAL, CURRICULUM_LEAD]), -1, principal)
    director = directors[school % len(directors)]
    superior = np.where(np.isin(role, [PRINCIPAL, CURRICULUM_LEAD]), director, principal)
    superior = np.where(role == PROGRAM_DIRECTOR, directors[0], superior)
    return np.where(superior == holder, -1, superior)


def _visitors(people: int, count: int, schools: int) -> pd.DataFrame:
    """Contractors with a desk at a school who answer each time, but stand on no roster: the last ``count`` people."""
    return pd.DataFrame(
        {
            "person": people - count + np.arange(count),
            "school": np.arange(count) * 7 % schools,
            "role": COACH,
            "stated": COACH,
            "since": 0,
            "reports_to": -1,
            "stays": True,
            "listed": False,
        }
    )
