"""Elections as Pabulib files (``.pb``): META, PROJECTS and VOTES, cut by semicolons.

The format's page: https://pabulib.org/format. Reading is all or nothing, and finds every
problem with its line.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from io import StringIO
from itertools import islice

from mire.choice.portfolio.election import (
    MOST_POINTS,
    BallotKind,
    Election,
    ElectionRefused,
    Topic,
    amount,
    election,
)

SECTIONS = ("META", "PROJECTS", "VOTES")
_KINDS = {kind.value: kind for kind in BallotKind} | {"choose-1": BallotKind.APPROVAL}
_OURS = ("num_projects", "num_votes", "budget", "vote_type")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a line (from 1), in a field ("" where there is none).

    ``reason``: a short code, listed in the page; ``value``: what was read there.
    """

    line: int
    field: str
    reason: str
    value: str = ""


class PabulibRefused(ValueError):
    """The file can't be read. ``problems``: all that is wrong, by line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"line {each.line}: {each.reason}" for each in problems[:3]))
        self.problems = tuple(problems)


@dataclass(slots=True)
class _Section:
    """The rows of a section, each with its line, as field by column.

    ``bad``: first cells of rows that could not be cut, which nothing more is to be said of.
    """

    line: int
    columns: list[str] = field(default_factory=list)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    bad: set[str] = field(default_factory=set)


def read(text: str, notes: list[Problem] | None = None) -> Election:
    """Return the election that a ``.pb`` file holds, a first byte order mark left out.

    What was taken otherwise than written is added to ``notes``: a topic that a ballot names twice
    counts once.
    Ballots of rank are refused: they say which topic is better, not which are supported. Raises
    :class:`PabulibRefused` with every problem.
    """
    problems: list[Problem] = []
    sections = _sections(text.removeprefix("\ufeff"), problems)
    missing = [name for name in SECTIONS if name not in sections]
    if missing:
        last = max((each.line for each in problems), default=1)
        raise PabulibRefused(
            [*problems, *(Problem(last, "", "no_section", each) for each in missing)]
        )
    meta = _meta(sections["META"], problems)
    kind = _kind(meta, sections["META"].line, problems)
    budget = _amount(meta, "budget", sections["META"].line, problems)
    topics = _topics(sections["PROJECTS"], problems)
    known = {topic.id for topic in topics} | sections["PROJECTS"].bad
    told: list[Problem] = []
    ballots, voters = _votes(sections["VOTES"], kind, known, meta, problems, told)
    for name, section in (("num_projects", "PROJECTS"), ("num_votes", "VOTES")):
        n = len(sections[section].rows) + len(sections[section].bad)
        if name in meta and meta[name][1] != str(n):
            problems.append(Problem(meta[name][0], name, "wrong_number", meta[name][1]))
    if problems or budget is None or kind is None:
        raise PabulibRefused(sorted(problems, key=lambda each: each.line))
    if notes is not None:
        notes.extend(told)
    more = [(key, value) for key, (_, value) in meta.items() if key not in _OURS]
    try:
        return election(topics, ballots, capacity=budget, kind=kind, voters=voters, more=more)
    except ElectionRefused as refused:
        # What can still be wrong has no line of its own: no topic, no ballot, points too fine.
        name = "PROJECTS" if refused.reason == "no_topic" else "VOTES"
        raise PabulibRefused(
            [Problem(sections[name].line, refused.field, refused.reason)]
        ) from refused


def written(given: Election) -> str:
    """Return an election as a ``.pb`` file, which :func:`read` reads back as the same."""
    out = StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\n")
    rows.writerow(["META"])
    rows.writerow(["key", "value"])
    head = {
        "num_projects": len(given.topics),
        "num_votes": given.n_voters,
        "budget": _decimal(given.capacity),
        "vote_type": given.kind.value,
    }
    rows.writerows([*head.items(), *given.more])
    rows.writerow(["PROJECTS"])
    rows.writerow(["project_id", "cost", "name", "category"])
    for topic in given.topics:
        rows.writerow([topic.id, _decimal(topic.cost), topic.name, ",".join(topic.themes)])
    rows.writerow(["VOTES"])
    rows.writerow(["voter_id", "vote", *(() if given.points is None else ("points",))])
    for number, voter in enumerate(given.voters):
        row = slice(given.starts[number], given.starts[number + 1])
        vote = ",".join(given.topics[topic].id for topic in given.marked[row].tolist())
        if given.points is None:
            rows.writerow([voter, vote])
        else:
            points = [
                _decimal(Fraction(each, given.points_unit)) for each in given.points[row].tolist()
            ]
            rows.writerow([voter, vote, ",".join(points)])
    return out.getvalue()


def _sections(text: str, problems: list[Problem]) -> dict[str, _Section]:
    found: dict[str, _Section] = {}
    section: _Section | None = None
    for line, cells in _rows(text, problems):
        name = cells[0].upper()
        if name in SECTIONS and not any(cells[1:]):
            if name in found:
                problems.append(Problem(line, "", "section_twice", name))
            section = found[name] = _Section(line)
        elif section is None:
            problems.append(Problem(line, "", "before_sections", cells[0]))
        elif not section.columns:
            section.columns = cells
            twice = [each for number, each in enumerate(cells) if each and each in cells[:number]]
            problems += [Problem(line, each, "column_twice", each) for each in twice]
        elif len(cells) > len(section.columns):
            problems.append(Problem(line, "", "too_many_cells", str(len(cells))))
            section.bad.add(
                dict(zip(section.columns, cells, strict=False)).get("project_id", cells[0])
            )
        else:
            section.rows.append((line, dict(zip(section.columns, cells, strict=False))))
    return found


def _rows(text: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that are not blank, cut into cells without their outer spaces.

    A line whose quotation marks quote no whole cell, as in « ;"Green" roofs; », is taken with
    them: they are part of a name.
    """
    lines = StringIO(text, newline="").readlines()
    first = 0
    while first < len(lines):
        reader = csv.reader(islice(lines, first, None), delimiter=";", strict=True)
        done = 0
        try:
            for cells in reader:
                stripped = [cell.strip() for cell in cells]
                if any(stripped):
                    yield first + done + 1, stripped
                done = reader.line_num
        except csv.Error:
            first += done + 1
            taken = lines[first - 1].strip()
            if taken.count('"') % 2 or len(taken) > csv.field_size_limit():
                problems.append(Problem(first, "", "unreadable"))
                return
            yield first, [cell.strip() for cell in taken.split(";")]
        else:
            return


def _meta(section: _Section, problems: list[Problem]) -> dict[str, tuple[int, str]]:
    """Return META's values with their lines."""
    found: dict[str, tuple[int, str]] = {}
    for column in ("key", "value"):
        if column not in section.columns:
            problems.append(Problem(section.line, column, "no_column", column))
            return found
    for line, row in section.rows:
        key = row["key"]
        if key in found:
            problems.append(Problem(line, key, "twice", key))
        found[key] = (line, row.get("value", ""))
    problems += [
        Problem(section.line, key, "missing") for key in ("budget", "vote_type") if key not in found
    ]
    return found


def _kind(
    meta: Mapping[str, tuple[int, str]], line: int, problems: list[Problem]
) -> BallotKind | None:
    line, value = meta.get("vote_type", (line, ""))
    if "vote_type" in meta and value not in _KINDS:
        reason = "ranks" if value == "ordinal" else "unknown_kind"
        problems.append(Problem(line, "vote_type", reason, value))
    return _KINDS.get(value)


def _amount(
    meta: Mapping[str, tuple[int, str]], key: str, line: int, problems: list[Problem]
) -> Fraction | None:
    line, value = meta.get(key, (line, ""))
    found = _number(value)
    if key in meta and (found is None or found < 0):
        problems.append(Problem(line, key, "not_an_amount" if found is None else "negative", value))
    return found


def _topics(section: _Section, problems: list[Problem]) -> list[Topic]:
    for column in ("project_id", "cost"):
        if column not in section.columns:
            problems.append(Problem(section.line, column, "no_column", column))
            return []
    topics: list[Topic] = []
    seen: set[str] = set()
    for line, row in section.rows:
        id, cost = row["project_id"], _number(row.get("cost", ""))
        if not id or "," in id:
            problems.append(Problem(line, "project_id", "no_id", id))
        elif id in seen:
            problems.append(Problem(line, "project_id", "twice", id))
        if cost is None or cost < 0:
            reason = "not_an_amount" if cost is None else "negative"
            problems.append(Problem(line, "cost", reason, row.get("cost", "")))
        seen.add(id)
        themes = row.get("category", "") or row.get("categories", "")
        topics.append(
            Topic(
                id,
                cost or Fraction(0),
                row.get("name", ""),
                tuple(
                    dict.fromkeys(
                        each.strip()
                        for each in themes.split(",")
                        if each.strip() not in ("", "None")
                    )
                ),
            )
        )
    return topics


def _votes(
    section: _Section,
    kind: BallotKind | None,
    ids: set[str],
    meta: Mapping[str, tuple[int, str]],
    problems: list[Problem],
    notes: list[Problem],
) -> tuple[list[list[str] | dict[str, Fraction]], list[str]]:
    is_points = kind in (BallotKind.CUMULATIVE, BallotKind.SCORING)
    for column in ("voter_id", "vote", *(("points",) if is_points else ())):
        if column not in section.columns:
            problems.append(Problem(section.line, column, "no_column", column))
            return [], []
    least, most = (_limit(meta, key, problems) for key in ("min_length", "max_length"))
    ballots: list[list[str] | dict[str, Fraction]] = []
    voters: list[str] = []
    seen: set[str] = set()
    for line, row in section.rows:
        voter, vote = row["voter_id"], _listed(row.get("vote", ""))
        if not voter or voter in seen:
            problems.append(Problem(line, "voter_id", "twice" if voter else "no_id", voter))
        seen.add(voter)
        voters.append(voter)
        if not ids.issuperset(vote):
            problems += [
                Problem(line, "vote", "unknown_topic", each) for each in vote if each not in ids
            ]
        if len(set(vote)) < len(vote):
            twice = next(each for number, each in enumerate(vote) if each in vote[:number])
            if is_points:  # which of the two points counts, nobody can say
                problems.append(Problem(line, "vote", "twice", twice))
            else:
                notes.append(Problem(line, "vote", "counted_once", twice))
                vote = list(dict.fromkeys(vote))
        if (least is not None and len(vote) < least) or (most is not None and len(vote) > most):
            problems.append(Problem(line, "vote", "length", str(len(vote))))
        ballots.append(_points(line, vote, row, problems) if is_points else vote)
    return ballots, voters


def _points(
    line: int, vote: Sequence[str], row: Mapping[str, str], problems: list[Problem]
) -> dict[str, Fraction]:
    """Return a ballot's points by topic, zeros too."""
    given = _listed(row.get("points", ""))
    if len(given) != len(vote):
        problems.append(Problem(line, "points", "wrong_number", str(len(given))))
        return {}
    ballot = {}
    for topic, each in zip(vote, given, strict=True):
        points = _number(each)
        if points is None or points < 0 or points > MOST_POINTS:
            reason = (
                "not_an_amount" if points is None else "negative" if points < 0 else "too_large"
            )
            problems.append(Problem(line, "points", reason, each))
        else:
            ballot[topic] = points
    return ballot


def _limit(meta: Mapping[str, tuple[int, str]], key: str, problems: list[Problem]) -> int | None:
    line, value = meta.get(key, (0, ""))
    if value in ("", "None"):
        return None
    if not (value.isascii() and value.isdigit()):
        problems.append(Problem(line, key, "not_a_number", value))
        return None
    return int(value)


def _listed(cell: str) -> list[str]:
    """Return what a cell lists, cut by commas; an empty cell lists nothing."""
    return [each.strip() for each in cell.split(",")] if cell and cell != "None" else []


def _number(cell: str) -> Fraction | None:
    """Return an amount as Pabulib writes it, with a point or a comma for decimals."""
    plain = cell.replace(",", ".")
    if not plain or not plain.isascii() or any(letter in "_eE" for letter in plain):
        return None
    return amount(plain)


def _decimal(value: Fraction) -> str:
    """Return an amount in decimals; it has a finite number of them when it was read from one."""
    if value.denominator == 1:
        return str(value.numerator)
    digits = 1
    while (value * 10**digits).denominator != 1:
        if digits == 30:
            message = f"{value} has no finite decimal form"
            raise ValueError(message)
        digits += 1
    whole = str(int(value * 10**digits)).rjust(digits + 1, "0")
    return f"{whole[:-digits]}.{whole[-digits:]}"
