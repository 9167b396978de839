"""Countries, their parts and large cities as shoppers write them, read from places.yml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Places:
    """All of places.yml."""

    countries: Mapping[str, str]
    """A name in lower case -> ISO 3166-1 alpha-2."""
    regions: Mapping[str, Mapping[str, str]]
    """Country -> name or abbreviation of a region, in lower case -> its abbreviation."""
    without_postcode: frozenset[str]
    with_region: frozenset[str]
    provinces: tuple[str, ...]
    municipalities: tuple[str, ...]
    cities: tuple[str, ...]
    city_names: Mapping[str, tuple[str, ...]]
    """A city in lower case -> other names for it."""
    named_as_region: Mapping[str, Mapping[str, str]]
    """Country -> a city in lower case -> the region of the same name that it lies in."""
    region_names: tuple[frozenset[str], ...]
    """Different names of one region, in lower case."""

    def cities_called(self, city: str) -> frozenset[str]:
        """All names of a city, its own among them."""
        own = city.strip(" .,").lower().removesuffix("市")
        return frozenset({own, *self.city_names.get(own, ())})

    def regions_called(self, region: str) -> frozenset[str]:
        """All names of a region, its own among them."""
        own = region.strip(" .,").lower()
        return frozenset({own}).union(*(names for names in self.region_names if own in names))

    def region(self, country: str, name: str) -> str | None:
        return self.regions.get(country, {}).get(name.strip(" .,").lower())

    def country(self, name: str) -> str | None:
        return self.countries.get(name.strip(" .,，。").lower())


@cache
def places() -> Places:
    """The places, read once."""
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("places.yml").read_text("utf-8"))
    regions = {
        country: {**{name: code for code, name in of.items()}, **{code.lower(): code for code in of}}
        for country, of in content["regions"].items()
    }
    return Places(
        countries={name: code for code, names in content["countries"].items() for name in names},
        regions=regions,
        without_postcode=frozenset(content["without_postcode"]),
        with_region=frozenset(content["with_region"]),
        provinces=tuple(content["provinces"]),
        municipalities=tuple(content["municipalities"]),
        cities=tuple(content["cities"]),
        city_names={city: tuple(names) for city, names in content["city_names"].items()},
        named_as_region=content["named_as_region"],
        region_names=tuple(frozenset(names) for names in content["region_names"]),
    )


@cache
def country_at_end() -> re.Pattern[str]:
    """A country's name where an address ends."""
    names = sorted(map(re.escape, places().countries), key=len, reverse=True)
    return re.compile(rf"[\s,，]+({'|'.join(names)})[\s.。]*$|^({'|'.join(names)})$", re.IGNORECASE)
