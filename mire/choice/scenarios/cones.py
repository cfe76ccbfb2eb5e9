"""Convex regions of weights, exactly: cut by half-spaces, cut into simplices, measured.

Weights that sum to 1 are looked at as the rays of a cone of the positive orthant, each a tuple
of whole numbers in lowest terms: the weights are the ray divided by its sum. A region is its
extreme rays, each with the half-spaces on whose border it lies. Cutting is the double
description method (Motzkin et al. 1953; Fukuda & Prodon 1996), measuring goes through a
pulling triangulation (Büeler, Enge & Fukuda 2000). All is exact; the cost grows quickly with
the number of weights, so that callers keep to a few.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm, prod

Ray = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A region of full dimension: its ``n`` weights, its rays and what each lies on.

    ``tight[k]`` has bit b set where ray k lies on the border of half-space b; ``n_half_spaces``
    is how many have been met, whether they cut or not.
    """

    n: int
    rays: tuple[Ray, ...]
    tight: tuple[int, ...]
    n_half_spaces: int


def simplex(n: int) -> Region:
    """Return all weights of ``n`` criteria."""
    everything = (1 << n) - 1
    return Region(
        n,
        tuple(tuple(int(row == column) for column in range(n)) for row in range(n)),
        tuple(everything & ~(1 << row) for row in range(n)),
        n,
    )


def whole(row: Sequence[Fraction]) -> Ray:
    """Return the same direction in whole numbers."""
    scale = lcm(*(each.denominator for each in row))
    return _lowest([int(each * scale) for each in row])


def cut(region: Region, normal: Ray) -> tuple[Region | None, Region | None]:
    """Return the parts of a region where ``normal``·w ≥ 0 and where it is ≤ 0.

    None for a part without inside. ``normal`` zero: everything lies on both sides, so the
    region itself twice.
    """
    if not any(normal):
        return region, region
    heights = [sum(a * b for a, b in zip(normal, ray, strict=True)) for ray in region.rays]
    between = _crossings(region, heights)
    return (
        _side(region, heights, between, 1) if max(heights) > 0 else None,
        _side(region, heights, between, -1) if min(heights) < 0 else None,
    )


def simplices(region: Region) -> Iterator[tuple[Ray, ...]]:
    """Cut a region into simplices, each given by its rays."""
    for chosen in _pulled(region, tuple(range(len(region.rays))), region.n):
        yield tuple(region.rays[index] for index in chosen)


def share(rays: Sequence[Ray]) -> Fraction:
    """Return a simplex's share of all weights."""
    return Fraction(abs(_determinant(rays)), prod(sum(ray) for ray in rays))


def volume_and_centre(region: Region) -> tuple[Fraction, tuple[Fraction, ...]]:
    """Return a region's share of all weights, and the mean of its weights."""
    total, moment = Fraction(0), [Fraction(0)] * region.n
    for rays in simplices(region):
        part = share(rays)
        total += part
        for index in range(region.n):
            middle = sum((Fraction(ray[index], sum(ray)) for ray in rays), start=Fraction(0))
            moment[index] += part * middle / region.n
    return total, tuple(each / total for each in moment)


def _crossings(region: Region, heights: Sequence[int]) -> list[tuple[Ray, int]]:
    """Return the rays at height 0 that a cut makes: one on each edge that it crosses."""
    above = [index for index, height in enumerate(heights) if height > 0]
    below = [index for index, height in enumerate(heights) if height < 0]
    made = []
    for up in above:
        for down in below:
            common = region.tight[up] & region.tight[down]
            if common.bit_count() < region.n - 2:
                continue
            # Two rays span an edge when no third lies on everything that they both lie on.
            if any(
                common & ~tight == 0
                for index, tight in enumerate(region.tight)
                if index not in (up, down)
            ):
                continue
            ray = _lowest(
                [
                    heights[up] * b - heights[down] * a
                    for a, b in zip(region.rays[up], region.rays[down], strict=True)
                ]
            )
            made.append((ray, common))
    return made


def _side(
    region: Region, heights: Sequence[int], between: Sequence[tuple[Ray, int]], sign: int
) -> Region:
    border = 1 << region.n_half_spaces
    kept = [
        (ray, tight | border if height == 0 else tight)
        for ray, tight, height in zip(region.rays, region.tight, heights, strict=True)
        if sign * height >= 0
    ]
    kept += [(ray, tight | border) for ray, tight in between]
    return Region(
        region.n,
        tuple(ray for ray, _ in kept),
        tuple(tight for _, tight in kept),
        region.n_half_spaces + 1,
    )


def _pulled(region: Region, face: tuple[int, ...], dimension: int) -> Iterator[tuple[int, ...]]:
    """Cut a face into simplices that share its first ray: one over each part of each far facet."""
    if len(face) == dimension:
        yield face
        return
    apex = face[0]
    for facet in _facets(region, face):
        if apex not in facet:
            for rest in _pulled(region, facet, dimension - 1):
                yield (apex, *rest)


def _facets(region: Region, face: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return a face's facets: its largest proper parts that lie on some border."""
    parts = {
        frozenset(index for index in face if region.tight[index] >> bit & 1)
        for bit in range(region.n_half_spaces)
    }
    proper = [part for part in parts if 0 < len(part) < len(face)]
    largest = [part for part in proper if not any(part < other for other in proper)]
    return sorted(tuple(sorted(part)) for part in largest)


def _lowest(ray: Sequence[int]) -> Ray:
    divisor = gcd(*ray) or 1
    return tuple(each // divisor for each in ray)


def _determinant(rows: Sequence[Sequence[int]]) -> int:
    """Return a determinant of whole numbers, without fractions (Bareiss 1968)."""
    matrix, sign, before = [list(row) for row in rows], 1, 1
    n = len(matrix)
    for step in range(n - 1):
        pivot = next((row for row in range(step, n) if matrix[row][step]), None)
        if pivot is None:
            return 0
        if pivot != step:
            matrix[step], matrix[pivot] = matrix[pivot], matrix[step]
            sign = -sign
        for row in range(step + 1, n):
            for column in range(step + 1, n):
                matrix[row][column] = (
                    matrix[row][column] * matrix[step][step]
                    - matrix[row][step] * matrix[step][column]
                ) // before
        before = matrix[step][step]
    return sign * matrix[-1][-1]
