"""An `Outlook` and what is `Offered`, as text and back, as they are kept beside the table `published`."""

import json
from dataclasses import asdict, fields

import pandas as pd

from portrait_analytics.errors import InputError
from portrait_analytics.release import Offered, Outlook
from portrait_analytics.tables import make_table

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


def write_offered(offered: Offered) -> str:
    """What is offered, as JSON; the same always gives the same text."""
    table = offered.offerings.astype(object).where(offered.offerings.notna(), None)
    plain = asdict(offered) | {"offerings": table.to_dict("split", index=False)}
    return json.dumps(plain, indent=2, ensure_ascii=False, default=str) + "\n"


def read_offered(text: str) -> Offered:
    """What `write_offered` wrote."""
    plain = json.loads(text)
    table = pd.DataFrame(plain["offerings"]["data"], columns=plain["offerings"]["columns"])
    return Offered(**{**plain, "offerings": make_table("offerings", table)})
