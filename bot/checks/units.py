"""Units of measure and currencies: what kind of thing a number measures, and how to convert it.

Pure tables for English news. Factors are those of the International System (BIPM, SI Brochure,
9th edition) and of the international yard and pound; a month is a twelfth of a year of 365.25 days.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

_I = regex.IGNORECASE


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit: value in the base unit of its dimension = number * factor + offset.

    Attributes:
        dimension: What is measured: "length", "mass", "time", …
        factor: How many base units (metre, kilogram, day, kelvin, square metre, …) it is.
        offset: Where its zero lies in base units; only temperatures have one.
    """

    dimension: str
    factor: float
    offset: float = 0.0


_MILE, _FOOT, _POUND = 1_609.344, 0.3048, 0.45359237
_TABLE: dict[str, list[tuple[float, str]]] = {
    "length": [
        (1.0, "m metre metres meter meters"),
        (1e3, "km kms kilometre kilometres kilometer kilometers"),
        (1e-2, "cm centimetre centimetres centimeter centimeters"),
        (1e-3, "mm millimetre millimetres millimeter millimeters"),
        (_MILE, "mi mile miles"),
        (1_852.0, "nautical-mile nautical-miles"),
        (0.9144, "yd yds yard yards"),
        (_FOOT, "ft foot feet"),
        (0.0254, "inch inches"),
    ],
    "mass": [
        (1.0, "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes"),
        (1e-3, "gram grams gramme grammes"),
        (1e-6, "mg milligram milligrams"),
        (1e3, "tonne tonnes metric-ton metric-tons ton tons"),
        (_POUND, "lb lbs"),
        (_POUND / 16, "oz ounce ounces"),
    ],
    "time": [
        (1 / 86_400, "sec secs second seconds"),
        (1 / 1_440, "min mins minute minutes"),
        (1 / 24, "hr hrs hour hours"),
        (1.0, "day days"),
        (7.0, "week weeks"),
        (365.25 / 12, "month months"),
        (365.25, "year years yr yrs"),
        (3_652.5, "decade decades"),
    ],
    "area": [
        (1.0, "m² m2 sqm square-metre square-metres square-meter square-meters"),
        (1e6, "km² km2 square-kilometre square-kilometres square-kilometer square-kilometers"),
        (_MILE**2, "sq-mi square-mile square-miles"),
        (_FOOT**2, "sq-ft square-foot square-feet"),
        (1e4, "ha hectare hectares"),
        (4_046.8564224, "acre acres"),
    ],
    "volume": [
        (1.0, "litre litres liter liters"),
        (1e-3, "ml millilitre millilitres milliliter milliliters"),
        (1e3, "m³ cubic-metre cubic-metres cubic-meter cubic-meters"),
        (3.785411784, "gallon gallons"),
        (158.987294928, "barrel barrels"),
    ],
    "speed": [
        (1 / 3.6, "km/h kph kmh kilometres-per-hour kilometers-per-hour kilometres-an-hour"),
        (1 / 3.6, "kilometers-an-hour"),
        (_MILE / 3_600, "mph miles-per-hour miles-an-hour"),
        (1_852 / 3_600, "knot knots"),
        (1.0, "m/s metres-per-second meters-per-second"),
    ],
    "power": [
        (1e3, "kw kilowatt kilowatts"),
        (1e6, "mw megawatt megawatts"),
        (1e9, "gw gigawatt gigawatts"),
    ],
    "energy": [
        (1.0, "kwh kilowatt-hour kilowatt-hours"),
        (1e3, "mwh megawatt-hour megawatt-hours"),
        (1e6, "gwh gigawatt-hour gigawatt-hours"),
    ],
    "data": [
        (1e6, "mb megabyte megabytes"),
        (1e9, "gb gigabyte gigabytes"),
        (1e12, "tb terabyte terabytes"),
    ],
}
_UNITS: dict[str, Unit] = {
    name: Unit(dimension=dimension, factor=factor)
    for dimension, rows in _TABLE.items()
    for factor, names in rows
    for name in names.split()
}
_CELSIUS = Unit(dimension="temperature", factor=1.0, offset=273.15)
_FAHRENHEIT = Unit(dimension="temperature", factor=5 / 9, offset=459.67 * 5 / 9)
# A degree without a scale: it can be compared with another such degree only.
_DEGREES = Unit(dimension="degrees", factor=1.0)
_POUND_MASS = Unit(dimension="mass", factor=_POUND)

_UNIT = regex.compile(
    r"[\s\u00a0]?(?:(?P<degree>°\s?(?P<sign>[CF])?(?!\p{L})"
    r"|-?degrees?\b(?:[\s-](?P<scale>celsius|centigrade|fahrenheit|c|f)\b)?)"
    r"|(?P<pounds>-pound\b|pounds?\s(?:of\b(?!\s(?:debt|aid|funding|investment|tax)))"
    r"|pounds?\s(?:heavier|lighter|in\sweight))"
    r"|-?(?P<name>"
    + "|".join(
        regex.escape(name).replace(r"\-", "-").replace("-", r"[\s\u00a0-]")
        for name in sorted(_UNITS, key=len, reverse=True)
    )
    + r")(?![\p{L}\p{N}/²³]))",
    _I,
)
_AGE = regex.compile(r"[\s-]?(?:year|month)s?[\s-]olds?\b|[\s-]years?[\s-]of[\s-]age\b", _I)


def read_unit(text: str, at: int) -> tuple[Unit | None, int]:
    """Read the unit that follows a number.

    Args:
        text: Any text.
        at: Where the number ends, in code points.

    Returns:
        The unit and where it ends; None and `at` when no unit follows.
    """
    age = _AGE.match(text, at)
    if age:
        years = "year" in age[0].lower()
        return Unit(dimension="age", factor=365.25 if years else 365.25 / 12), age.end()
    match = _UNIT.match(text, at)
    if match is None:
        return None, at
    if match["degree"]:
        scale = (match["sign"] or match["scale"] or "").lower()[:1]
        return {"c": _CELSIUS, "f": _FAHRENHEIT}.get(scale, _DEGREES), match.end()
    if match["pounds"]:
        return _POUND_MASS, match.end()
    name = regex.sub(r"[\s\u00a0]", "-", match["name"].lower())
    if name in ("m", "mi", "ha", "mb", "min") and match["name"].isupper():
        return None, at  # "5 M", "3 MI": initials, not a unit
    unit = _UNITS.get(name)  # None for "ſec", which only case folding makes a unit
    return (unit, match.end()) if unit else (None, at)


_CURRENCIES = {
    "$": "$ us$ usd dollar dollars buck bucks",
    "€": "€ eur euro euros",
    "£": "£ gbp pound pounds sterling quid",
    "¥": "¥ jpy yen",
    "CN¥": "cn¥ cny rmb yuan renminbi",
    "₹": "₹ inr rs rupee rupees",
    "₽": "₽ rub rouble roubles ruble rubles",
    "₩": "₩ krw won",
    "₺": "₺ try lira liras",
    "₪": "₪ ils shekel shekels",
    "₴": "₴ uah hryvnia hryvnias",
    "₦": "₦ ngn naira",
    "CHF": "chf franc francs",
    "A$": "a$ au$ aud australian-dollar australian-dollars",
    "C$": "c$ ca$ cad canadian-dollar canadian-dollars",
    "NZ$": "nz$ nzd",
    "HK$": "hk$ hkd",
    "R$": "r$ brl real reais",
    "kr": "sek nok dkk krona kronor krone kroner crown crowns",
    "peso": "peso pesos mxn php",
    "rand": "rand zar",
    "zloty": "zloty zlotys pln",
    "dinar": "dinar dinars",
    "dirham": "dirham dirhams aed",
    "riyal": "riyal riyals sar",
    "baht": "baht thb",
    "cent": "cent cents pence",
    "BTC": "bitcoin bitcoins btc",
}
_CURRENCY_OF = {
    spelling: sign for sign, spellings in _CURRENCIES.items() for spelling in spellings.split()
}
SIGNS = (
    r"(?:(?:US\s|US|AU|CA|NZ|HK|CN|[ACR])?[$¥]|[€£₹₽₩₺₪₴₦]|(?<![\p{L}])(?:USD|EUR|GBP|JPY|CNY|RMB|INR|"
    r"RUB|CHF|AUD|CAD|NZD|Rs\.?)(?=\s?\p{Nd}))"
)
_SPOKEN = regex.compile(
    r"[\s\u00a0]?(?:-|(?:US|U\.S\.|American)[\s\u00a0])?(?P<name>"
    + "|".join(
        regex.escape(name).replace(r"\-", "-").replace("-", r"[\s\u00a0]")
        for name in sorted(_CURRENCY_OF, key=len, reverse=True)
        if name not in ("try", "real", "rs", "won")
    )
    + r")(?![\p{L}\p{N}])",
    _I,
)
_WON = regex.compile(r"[\s\u00a0](?:South\sKorean\s)?won\b(?!\sthe|\sa\b|\sby)", _I)


def currency_of(sign: str) -> str:
    """Return the currency of a sign or code before a number ("US$" → "$")."""
    return _CURRENCY_OF.get("".join(sign.lower().split()).rstrip("."), sign.strip())


def read_currency(text: str, at: int, *, is_large: bool) -> tuple[str, int]:
    """Read the currency that follows a number ("euros", "US dollars").

    Args:
        text: Any text.
        at: Where the number ends.
        is_large: Whether the number has a magnitude: "5 million won" is money, "5 won" is not.

    Returns:
        The currency and where it ends; "" and `at` when none follows.
    """
    match = _SPOKEN.match(text, at)
    if match:
        name = regex.sub(r"[\s\u00a0]", "-", match["name"].lower())
        return (_CURRENCY_OF[name], match.end()) if name in _CURRENCY_OF else ("", at)
    won = _WON.match(text, at) if is_large else None
    return ("₩", won.end()) if won else ("", at)
