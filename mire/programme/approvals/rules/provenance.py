"""Where a frozen version comes from, as W3C PROV-JSON (https://www.w3.org/submissions/prov-json/).

Entities: the version, each of its passages, what they cite, the version before. Activities: its
freezing, each approval. Agents: the functions that approved; nobody's name. Pure.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from mire.programme.approvals.rules.circuit import Verdict
from mire.programme.approvals.rules.frozen import Content

PREFIX, NAMESPACE = "mire", "urn:mire:"


@dataclass(frozen=True, slots=True)
class Signed:
    """An approval: its key, the function that gave it, its verdict, the day in ISO 8601.

    ``version``: the number of the one that it was given on, 0 for the version that is told.
    """

    key: str
    function: str
    verdict: str
    on: str
    version: int = 0


def provenance(content: Content, signed: Sequence[Signed]) -> dict[str, Any]:
    """Return the provenance of a version's content (``frozen.freeze``) and of its approvals.

    What passages cite is told where the content holds it (``frozen.without_sources`` leaves it
    out).
    """
    number = content["number"]
    version = _name("version", number)
    freezing = _name("freezing", number)
    entity: dict[str, Any] = {
        version: {
            "prov:label": f"{content['heading']['title']} v{number}",
            "prov:type": _qualified("prov:Collection"),
            "mire:digest": f"sha256:{content['digest']}",
        }
    }
    members: dict[str, Any] = {}
    derived: dict[str, Any] = {}
    for section in content["sections"]:
        for each in section["passages"]:
            passage = _name("passage", f"{each['key']}-{each['version']}")
            entity[passage] = {
                "prov:label": section["title"],
                "mire:digest": f"sha256:{each['digest']}",
            }
            members[f"_:member-{len(members) + 1}"] = {
                "prov:collection": version,
                "prov:entity": passage,
            }
            for one in each.get("cites", ()):
                source = _name(one["kind"].replace("_", "-"), one["key"])
                entity.setdefault(source, {"mire:kind": one["kind"]})
                derived[f"_:derived-{len(derived) + 1}"] = {
                    "prov:generatedEntity": passage,
                    "prov:usedEntity": source,
                    "mire:contrary": bool(one["is_contrary"]),
                }
    if content["previous"]:
        before = _name("version", number - 1)
        entity[before] = {"mire:digest": f"sha256:{content['previous']}"}
        derived[f"_:derived-{len(derived) + 1}"] = {
            "prov:generatedEntity": version,
            "prov:usedEntity": before,
            "prov:type": _qualified("prov:Revision"),
        }
    activity: dict[str, Any] = {freezing: {"prov:endTime": content["at"], "prov:label": "freezing"}}
    agent: dict[str, Any] = {}
    functions: dict[str, str] = {}
    used: dict[str, Any] = {}
    associated: dict[str, Any] = {}
    for place, each in enumerate(signed, 1):
        approval = _name("approval", each.key)
        function = functions.setdefault(each.function, _name("function", len(functions) + 1))
        activity[approval] = {
            "prov:label": each.verdict,
            "mire:on": each.on,
        }
        agent[function] = {
            "prov:label": each.function,
            "prov:type": _qualified("prov:Organization"),
        }
        read = _name("version", each.version or number)
        entity.setdefault(read, {"prov:label": read})
        used[f"_:used-{place}"] = {"prov:activity": approval, "prov:entity": read}
        associated[f"_:associated-{place}"] = {
            "prov:activity": approval,
            "prov:agent": function,
        }
    parts = {
        "prefix": {PREFIX: NAMESPACE},
        "entity": entity,
        "activity": activity,
        "agent": agent,
        "hadMember": members,
        "wasDerivedFrom": derived,
        "wasGeneratedBy": {
            "_:generated-1": {
                "prov:entity": version,
                "prov:activity": freezing,
                "prov:time": content["at"],
            }
        },
        "used": used,
        "wasAssociatedWith": associated,
    }
    return {name: held for name, held in parts.items() if held}


def signed_in(told: Any, digest: str) -> list[Signed]:
    """Return the approvals that a provenance tells, in its order.

    Raises ValueError for what is none, or tells of no version with this digest.
    """
    try:
        versions = {
            name
            for name, each in told["entity"].items()
            if each.get("mire:digest") == f"sha256:{digest}" and "prov:type" in each
        }
        used = {
            each["prov:activity"]: each["prov:entity"] for each in told.get("used", {}).values()
        }
        found = [
            _signed(told, one, used[one["prov:activity"]], versions)
            for one in told.get("wasAssociatedWith", {}).values()
        ]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        msg = f"not a provenance: {error}"
        raise ValueError(msg) from error
    if not versions:
        raise ValueError("of another version")
    return found


def _signed(told: Any, one: Any, read: str, versions: Collection[str]) -> Signed:
    """Return an approval of a provenance. Raises what reading JSON that is none raises."""
    approval, agent = one["prov:activity"], one["prov:agent"]
    key = approval.removeprefix(f"{PREFIX}:approval-")
    function, on = told["agent"][agent]["prov:label"], told["activity"][approval]["mire:on"]
    if not isinstance(function, str) or not isinstance(on, str):
        raise TypeError("words that are none")
    verdict = Verdict(told["activity"][approval]["prov:label"])
    number = 0 if read in versions else int(read.removeprefix(f"{PREFIX}:version-"))
    return Signed(key, function, verdict.value, on, number)


def _name(kind: str, key: str | int) -> str:
    return f"{PREFIX}:{kind}-{key}"


def _qualified(name: str) -> dict[str, str]:
    return {"$": name, "type": "xsd:QName"}
