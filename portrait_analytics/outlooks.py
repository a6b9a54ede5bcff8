"""An `Outlook` as text and back, as it is kept beside the table `published`."""

import json
from dataclasses import asdict, fields

import pandas as pd

from portrait_analytics.errors import InputError
from portrait_analytics.release import Outlook

_FRAMES = ("whole", "roles", "clusters", "mix", "rates")


def write_outlook(outlook: Outlook) -> str:
    """The outlook as JSON; the same one always gives the same text."""
    plain = asdict(outlook) | {name: getattr(outlook, name).to_dict("split", index=False) for name in _FRAMES}
    return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


def read_outlook(text: str) -> Outlook:
    """The outlook that `write_outlook` wrote; `InputError` if an earlier version did, which knew less."""
    plain = json.loads(text)
    if {field.name for field in fields(Outlook)} != set(plain):
        raise InputError("The release in data/processed was made by an earlier version. Run: portrait run")
    frames = {name: pd.DataFrame(plain[name]["data"], columns=plain[name]["columns"]) for name in _FRAMES}
    steps = {role: tuple(roles) for role, roles in plain["steps"].items()}
    return Outlook(**{**plain, **frames, "policy": tuple(plain["policy"]), "steps": steps})
