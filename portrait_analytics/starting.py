"""A new workspace: its folders, the notebooks, and settings to fill in."""

import shutil
from importlib.resources import files
from pathlib import Path

from portrait_analytics.errors import ConfigError
from portrait_analytics.folders import SETTINGS_FILE

FOLDERS = {
    "data/raw": "Exports exactly as received, a folder a semester: data/raw/2026-fall. Its roster goes into roster/.",
    "data/raw/reference": "schools.csv: school, name, cluster, level. One row is one school; the id is text.\n\n"
    "Optional: posts.csv: post, school, role, holder (a staff id; empty if vacant). One row is one post.\n\n"
    "Optional: vacancies.csv: semester or date, school, role, reason (left, retired, moved, promoted, new post; any "
    "other word counts as other). One row is one post that fell vacant.\n\n"
    "Optional: offerings.csv: offering (an id), name, competencies (or an attribute; apart by semicolons), seats; and "
    "roles, least (for fewer it does not run), cost (dollars if it runs), seat_cost, slot (nobody attends two of one), "
    "after (the offering that has to be attended before), planned (yes if it is planned today), each optional. One row "
    "is one offering; a second cohort is an offering of its own.\n\n"
    "Optional: attendance.csv: staff_id, offering, semester (in which it ended) or date. One row is one person who "
    "attended.",
    "data/processed": "Rebuilt by portrait run; never edited.",
    "data/keep": "Never rebuilt: the salt behind the person keys, who they are, what each release printed, and the "
    "files that the last one came from. Back it up, and show it to nobody.",
    "reports": "The pages, by semester; rebuilt by portrait run.",
}
NEVER_SHARED = ["data/processed/", "data/keep/", "reports/", ".ipynb_checkpoints/"]
SETTINGS = """\
# Words and policy of the district; everything else is computed. Every table but [district] may be left out.

[district]
name = "Our district"
accent = "#1f5f8b"            # colour of the pages

[privacy]
minimum_group = 5             # no page speaks of fewer people

# [rubric]
# file = "our-framework.toml" # a framework of our own, beside this file

# One table for each job; group is a role group of the rubric: teacher, school or district.
[[roles]]
name = "Principal"
group = "school"
spellings = ["School Principal"]

[[roles]]
name = "Assistant Principal"
group = "school"

[[roles]]
name = "Instructional Coach"
group = "teacher"

[[roles]]
name = "Teacher Leader"
group = "teacher"

[[roles]]
name = "District Leader"
group = "district"

# A spelling found in an export = the id in data/raw/reference/schools.csv
[schools]

# A spelling found in an export = the name of a level
[levels]

# What an export does not say of itself; portrait inspect FILE proposes such lines.
# [[exports]]
# has = ["Q7_1"]                # the exports that are meant: those with these headers or column codes
# columns = { "Q7_1" = "Building Trust", "Q9" = "school" }
# levels = { "1" = "Establishing", "2" = "Developing", "3" = "Proficient", "4" = "Advanced" }
# rated_by = "supervisor"       # or about = "team"

# [learning]                    # what a plan of professional learning may cost and ask of people
# budget = 20000                # dollars; without it as much as what is planned today costs
# at_most = 2                   # offerings a leader

# [succession]                  # without it every role asks for Proficient, and foundational ones are critical
# ready_now = 0.85              # share of what a role asks for
# accept_self_ratings = true    # name people (portrait run --restricted) on their own word alone
# rates = { "Principal" = 0.18 } # annual share of posts that fall vacant, in place of the published one
# [[succession.required]]
# roles = ["Principal"]
# levels = { "Building Trust" = "Advanced" }

# [responses]                   # records that the platform itself sets apart: "use" or "set aside"
# partial = "use"
"""


def make_workspace(folder: Path, *, with_settings: bool = True) -> None:
    """Make an empty workspace; `ConfigError` if something is in the folder already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError(f"{folder} is not empty. Name a folder that is empty or not there yet.")
    for name, meaning in FOLDERS.items():
        path = folder / name
        path.mkdir(parents=True)
        (path / "README.md").write_text(f"# {path.name}\n\n{meaning}\n", encoding="utf-8")
    (folder / ".gitignore").write_text("\n".join(NEVER_SHARED) + "\n", encoding="utf-8")
    if with_settings:
        (folder / SETTINGS_FILE).write_text(SETTINGS, encoding="utf-8")
    shutil.copytree(find_notebooks(), folder / "notebooks", ignore=shutil.ignore_patterns(".*"))


def find_notebooks() -> Path:
    """The notebooks that come with the package: inside an installed wheel, beside the package in a checkout."""
    package = Path(str(files("portrait_analytics")))
    inside = package / "notebooks"
    return inside if inside.is_dir() else package.parent / "notebooks"
