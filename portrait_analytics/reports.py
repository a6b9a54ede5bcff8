"""From an executed notebook to a page: one HTML file that loads nothing, runs nothing and shows no code.

nbconvert reads the notebook and turns its Markdown into HTML; everything else on a page is what the figures carry under
their own media type. The style sheet is named by its hash in the page's security policy, so nothing else can style or
run anything, whatever a school is called.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from portrait_analytics import __version__
from portrait_analytics.figures import FIGURE_MIME
from portrait_analytics.figures.figure import TEMPLATES, figure_style
from portrait_analytics.leader import Leader
from portrait_analytics.page_checks import check_page, hash_source
from portrait_analytics.release import Release
from portrait_analytics.rubric import Rubric
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import readable

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["check_page", "hash_source", "make_page"]

PAPER, DARK_PAPER = "#ffffff", "#17181b"
POLICY, EXPLORING = "policy.css", "explore.css"
SHEETS: tuple[tuple[str, ...], ...] = (
    (),
    ("index.css",),
    (POLICY,),
    (EXPLORING,),
)  # what a shareable page adds to the common style


class Subject(Protocol):
    """What a page is about: a `Release`, or something that only the data team may see."""

    @property
    def district(self) -> str: ...
    @property
    def accent(self) -> str: ...
    @property
    def semester(self) -> str: ...
    @property
    def rubric(self) -> Rubric: ...
    @property
    def minimum_group(self) -> int: ...


@dataclass(frozen=True)
class Page:
    """What the page shell prints around the content."""

    title: str
    description: str
    contents: tuple[tuple[str, str], ...]
    district: str
    semester: str
    rubric: str
    minimum_group: int
    restricted: bool
    owner: str  # whose own page it is, by name; empty: nobody's
    policy: str  # where the page lies that says who sees what; empty: not linked
    style: str
    style_hash: str
    version: str = __version__
    scripts: tuple[str, ...] = ()  # of those that it runs, as the security policy names them


def make_page(executed: Path, subject: Subject, *, name: str, policy: str = "") -> str:
    """The page of an executed notebook: its Markdown and its figures, and nothing else of it.

    Two runs over the same subject make the same bytes. ``name`` is the title of a notebook without a heading, whose
    question is then that of a raw cell; ``policy`` is the address of the page that says who sees what. What is not
    a `Release` has not passed the gate, so its page says on top and on every sheet that it is restricted, or for which
    leader alone it is.
    """
    import nbformat

    notebook = nbformat.read(executed, as_version=4)  # type: ignore[no-untyped-call]
    page = describe_page(subject, *_read_headings(notebook, name), policy=policy)
    resources = {"page": page, "figure_mime": FIGURE_MIME}
    html, _ = _exporter().from_notebook_node(notebook, resources=resources)
    return str(html).rstrip() + "\n"


@cache
def _exporter() -> Any:
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="portrait",
        extra_template_basedirs=[str(TEMPLATES / "nbconvert")],
        extra_template_paths=[str(TEMPLATES)],
        exclude_anchor_links=True,
    )
    environment = exporter.environment
    environment.autoescape = environment.trim_blocks = environment.lstrip_blocks = True
    return exporter


def _read_headings(notebook: "NotebookNode", name: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Title, question and contents; the cell of each section learns the anchor that the contents point to."""
    title, question, contents = name, "", []
    for cell in notebook.cells:
        first, _, rest = cell.source.partition("\n")
        if cell.cell_type == "raw" and first.startswith("# "):
            question = first[2:].strip()
        if cell.cell_type != "markdown":
            continue
        if first.startswith("# "):
            title, question = first[2:].strip(), " ".join(rest.split())
        elif first.startswith("## "):
            text = first[3:].strip()
            cell.metadata["anchor"] = "part-" + re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
            contents.append((cell.metadata["anchor"], text))
    return title, question, tuple(contents)


def describe_page(
    subject: Subject,
    title: str,
    description: str,
    contents: tuple[tuple[str, str], ...],
    *,
    sheets: tuple[str, ...] = (),
    policy: str = "",
    scripts: tuple[str, ...] = (),
) -> Page:
    """What the shell prints around a page; ``contents`` are the anchors of its sections and their headings.

    ``scripts`` are the hashes of those that it runs, for the one page that does.
    """
    restricted = not isinstance(subject, Release)
    owner = subject.name if isinstance(subject, Leader) else ""
    marks = ["owner.css" if owner else "quality.css"] if restricted else []
    style = page_style(subject.accent, (*sheets, *marks))
    return Page(
        title=title,
        description=description,
        contents=contents,
        district=subject.district,
        semester=semester_name(subject.semester),
        rubric=subject.rubric.title,
        minimum_group=subject.minimum_group,
        restricted=restricted,
        owner=owner,
        policy=policy,
        style=style,
        style_hash=hash_source(style),
        scripts=scripts,
    )


def page_style(accent: str, sheets: tuple[str, ...]) -> str:
    """The whole style of a page that needs ``sheets`` beside the common one.

    The district's colour is moved as far as text in it must be to be read.
    """
    accents = {
        "accent": accent,
        "accent-on-light": readable(accent, PAPER),
        "accent-on-dark": readable(accent, DARK_PAPER),
    }
    root = " ".join(f"--{name}: {colour};" for name, colour in accents.items())
    texts = [(TEMPLATES / name).read_text(encoding="utf-8") for name in ("page.css", *sheets)]
    return f":root {{ {root} }}\n{figure_style()}{''.join(texts)}"
