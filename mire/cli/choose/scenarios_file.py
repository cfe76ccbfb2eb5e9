"""The file of `mire choose scenarios`: criteria, options, weights, groups of people."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from mire.analysis.effects import Effect, Group
from mire.choice.scenarios.criteria import Criterion, Direction, Shape
from mire.choice.scenarios.measures import (
    Exact,
    Grades,
    Measure,
    Normal,
    Option,
    Range,
    Triangular,
)
from mire.choice.scenarios.weights import WeightSpace
from mire.cli.toml_file import TomlFile

Where = tuple[str | int, ...]

DIRECTIONS = {
    "max": Direction.MAX,
    "maximise": Direction.MAX,
    "maximize": Direction.MAX,
    "+": Direction.MAX,
    "min": Direction.MIN,
    "minimise": Direction.MIN,
    "minimize": Direction.MIN,
    "-": Direction.MIN,
    "−": Direction.MIN,
}
SHAPES = {
    "usual": Shape.USUAL,
    "u": Shape.U,
    "ushape": Shape.U,
    "v": Shape.V,
    "vshape": Shape.V,
    "level": Shape.LEVEL,
    "linear": Shape.LINEAR,
    "vshapewithindifference": Shape.LINEAR,
    "gaussian": Shape.GAUSSIAN,
}
UNCERTAIN: Mapping[frozenset[str], Callable[[Mapping[str, float]], Measure]] = {
    frozenset({"from", "to"}): lambda told: Range(told["from"], told["to"]),
    frozenset({"mean", "sd"}): lambda told: Normal(told["mean"], told["sd"]),
    frozenset({"from", "mode", "to"}): lambda told: Triangular(
        told["from"], told["mode"], told["to"]
    ),
}
OF_CRITERION = ("name", "direction", "weight", "shape", "q", "p", "s", "unit", "scale", "grades")
OF_OPTION = ("values", "strengths", "weaknesses")
OF_EFFECT = ("better", "same", "worse")


class ScenariosFile:
    """What the file says; whatever can't be read is noted in ``toml``, to be refused at once.

    ``criteria``, ``options`` and ``groups`` are in the file's order.
    """

    def __init__(self, path: Path) -> None:
        self.toml = TomlFile(path)
        self.places: dict[tuple[str, str], Where] = {}  # of each value, by option and criterion
        self._known(self.toml.values, ("criterion", "option", "weights", "group"), ())
        self.criteria = [
            self._criterion(each, ("criterion", index))
            for index, each in enumerate(self._tables("criterion"))
        ]
        self.names = [criterion.name for criterion in self.criteria]
        if len(set(self.names)) < len(self.names):
            self._refuse_names()  # what follows names criteria
        options = self._table(self.toml.values.get("option", {}), ("option",))
        self.options = [self._option(name, told) for name, told in options.items()]
        self.space = self._space()
        self.groups = [
            self._group(each, ("group", index)) for index, each in enumerate(self._tables("group"))
        ]

    def _refuse_names(self) -> None:
        for index, name in enumerate(self.names):
            if name in self.names[:index]:
                self.toml.fault(("criterion", index, "name"), _("ce nom vient deux fois."))
        self.toml.refuse_faults()

    def _criterion(self, told: Mapping[str, Any], at: Where) -> Criterion:
        self._known(told, OF_CRITERION, at)
        grades = self._texts(told.get("grades", []), (*at, "grades"))
        scale = self._numbers(told["scale"], (*at, "scale"), 2) if "scale" in told else None
        return Criterion(
            name=self._text(told.get("name"), (*at, "name")),
            direction=self._word(told.get("direction", "max"), DIRECTIONS, (*at, "direction")),
            weight=self._number(told, "weight", at),
            shape=self._word(told.get("shape", "usual"), SHAPES, (*at, "shape")),
            q=self._number(told, "q", at),
            p=self._number(told, "p", at),
            s=self._number(told, "s", at),
            unit=self._text(told.get("unit", ""), (*at, "unit")),
            scale=None if scale is None else (scale[0], scale[1]),
            grades=grades,
        )

    def _option(self, name: str, given: Any) -> Option:
        at: Where = ("option", name)
        told = self._table(given, at)
        self._known(told, (*OF_OPTION, *self.names), at)
        values: dict[str, tuple[Any, Where]] = {
            key: (value, (*at, key)) for key, value in told.items() if key in self.names
        }
        more = told.get("values") if "values" not in self.names else None
        if isinstance(more, list):
            if len(more) != len(self.names):
                self.toml.fault(
                    (*at, "values"),
                    _("il faut une valeur par critère : %(n)s.") % {"n": len(self.names)},
                )
            for index, (key, value) in enumerate(zip(self.names, more, strict=False)):
                values[key] = (value, (*at, "values", index))
        elif more is not None:
            inner = self._table(more, (*at, "values"))
            self._known(inner, self.names, (*at, "values"))
            values.update((key, (value, (*at, "values", key))) for key, value in inner.items())
        self.places.update(((name, key), where) for key, (_value, where) in values.items())
        return Option(
            name=name,
            measures=[
                self._measure(criterion, *values[criterion.name])
                if criterion.name in values
                else None
                for criterion in self.criteria
            ],
            strengths=self._texts(told.get("strengths", []), (*at, "strengths")),
            weaknesses=self._texts(told.get("weaknesses", []), (*at, "weaknesses")),
        )

    def _measure(self, criterion: Criterion, value: Any, at: Where) -> Measure:
        if criterion.grades:
            return self._grades(criterion, value, at)
        if isinstance(value, dict):
            kind = UNCERTAIN.get(frozenset(value))
            if kind is None:
                self.toml.fault(
                    at,
                    _("une valeur incertaine s'écrit {from, to}, {mean, sd} ou {from, mode, to}."),
                )
            elif all(self._is_number(each) for each in value.values()):
                return kind(value)
            else:
                self.toml.fault(at, _("il faut des nombres."))
        elif self._is_number(value):
            return Exact(value)
        else:
            self.toml.fault(at, _("il faut un nombre, ou une valeur incertaine."))
        return Exact(0)

    def _grades(self, criterion: Criterion, value: Any, at: Where) -> Measure:
        """Read one grade, or how many people gave each."""
        listed = ", ".join(criterion.grades)
        given = value if isinstance(value, dict) else {value: 1} if isinstance(value, str) else {}
        if not given:
            self.toml.fault(
                at,
                _("il faut une mention, ou combien de personnes ont donné chacune : %(grades)s.")
                % {"grades": listed},
            )
            return Exact(0)
        for grade, count in given.items():
            if grade not in criterion.grades:
                self.toml.fault(
                    at,
                    _("« %(grade)s » n'est pas une des mentions : %(grades)s.")
                    % {"grade": grade, "grades": listed},
                )
            elif isinstance(count, bool) or not isinstance(count, int) or count < 0:
                self.toml.fault(
                    at,
                    _("« %(grade)s » : il faut un nombre entier de personnes, 0 ou plus.")
                    % {"grade": grade},
                )
        if self.toml.faults:
            return Exact(0)
        if isinstance(value, str):
            return Exact(criterion.grades.index(value))
        return Grades(tuple(given.get(grade, 0) for grade in criterion.grades))

    def _space(self) -> WeightSpace:
        at: Where = ("weights",)
        told = self._table(self.toml.values.get("weights", {}), at)
        self._known(told, ("order", "range"), at)
        order = []
        given = told.get("order", [])
        if not isinstance(given, list):
            self.toml.fault((*at, "order"), _("il faut une liste de critères."))
            given = []
        for index, group in enumerate(given):
            names = group if isinstance(group, list) else [group]
            order.append(tuple(self._index(name, (*at, "order", index)) for name in names))
        ranges = []
        for name, ends in self._table(told.get("range", {}), (*at, "range")).items():
            where = (*at, "range", name)
            low, high = self._numbers(ends, where, 2)
            ranges.append((self._index(name, where), low, high))
        return WeightSpace(n=len(self.criteria), order=tuple(order), ranges=tuple(ranges))

    def _index(self, name: Any, at: Where) -> int:
        if name in self.names:
            return self.names.index(name)
        self.toml.fault(
            at,
            _("« %(name)s » n'est pas un des critères : %(names)s.")
            % {"name": name, "names": ", ".join(self.names)},
        )
        return 0

    def _group(self, told: Mapping[str, Any], at: Where) -> Group:
        self._known(told, ("name", "effect"), at)
        effects = self._table(told.get("effect", {}), (*at, "effect"))
        options = [option.name for option in self.options]
        self._known(effects, options, (*at, "effect"))
        found = []
        for option in options:
            where = (*at, "effect", option)
            if option not in effects:
                why = _("« %(option)s » manque : il faut l'effet de chaque scénario.")
                self.toml.fault((*at, "effect"), why % {"option": option})
                continue
            counts = self._table(effects[option], where)
            self._known(counts, OF_EFFECT, where)
            for key in OF_EFFECT:
                count = counts.get(key, 0)
                if isinstance(count, bool) or not isinstance(count, int) or count < 0:
                    self.toml.fault(
                        (*where, key), _("il faut un nombre entier de personnes, 0 ou plus.")
                    )
                    counts = {}
            found.append(Effect(*(counts.get(key, 0) for key in OF_EFFECT)))
        n_members = found[0].n if found else 0
        return Group(self._text(told.get("name"), (*at, "name")), n_members, tuple(found))

    def _tables(self, key: str) -> list[Mapping[str, Any]]:
        given = self.toml.values.get(key, [])
        if isinstance(given, list) and all(isinstance(each, dict) for each in given):
            return given
        self.toml.fault((key,), _("il faut des tableaux [[%(key)s]].") % {"key": key})
        return []

    def _table(self, given: Any, at: Where) -> Mapping[str, Any]:
        if isinstance(given, dict):
            return given
        self.toml.fault(at, _("il faut un groupe de valeurs."))
        return {}

    def _known(self, told: Mapping[str, Any], keys: Sequence[str], at: Where) -> None:
        for key in told:
            if key not in keys:
                self.toml.fault(
                    (*at, key),
                    _("nom inconnu ; on attend : %(names)s.") % {"names": ", ".join(keys)},
                )

    def _text(self, given: Any, at: Where) -> str:
        if isinstance(given, str):
            return given
        self.toml.fault(at, _("il faut un texte."))
        return ""

    def _texts(self, given: Any, at: Where) -> tuple[str, ...]:
        if isinstance(given, list) and all(isinstance(each, str) for each in given):
            return tuple(given)
        self.toml.fault(at, _("il faut une liste de textes."))
        return ()

    def _number(self, told: Mapping[str, Any], key: str, at: Where) -> float | None:
        value = told.get(key)
        if value is None or self._is_number(value):
            return value
        self.toml.fault((*at, key), _("il faut un nombre."))
        return None

    def _numbers(self, given: Any, at: Where, n: int) -> tuple[float, ...]:
        if isinstance(given, list) and len(given) == n and all(map(self._is_number, given)):
            return tuple(given)
        self.toml.fault(at, _("il faut une liste de %(n)s nombres.") % {"n": n})
        return (0.0,) * n

    def _word(self, given: Any, words: Mapping[str, Any], at: Where) -> Any:
        key = given.lower().strip() if isinstance(given, str) else ""
        found = words.get(key) or words.get("".join(each for each in key if each.isalnum()))
        if found is None:
            self.toml.fault(
                at,
                _("« %(value)s » n'est pas un des mots attendus : %(words)s.")
                % {
                    "value": given,
                    "words": ", ".join(dict.fromkeys(each.value for each in words.values())),
                },
            )
        return found or next(iter(words.values()))

    @staticmethod
    def _is_number(value: Any) -> bool:
        return isinstance(value, int | float) and not isinstance(value, bool)
