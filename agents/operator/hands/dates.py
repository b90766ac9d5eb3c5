"""Values of the fields for which a browser has pickers of its own, from what a person would say or type."""

import re
from datetime import date, datetime, time

PICKED = frozenset({"date", "time", "month", "week", "datetime-local", "color", "range"})
"""Types of input elements that are picked rather than typed."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_COLOURS = {
    "black": "#000000", "white": "#ffffff", "red": "#ff0000", "green": "#008000", "blue": "#0000ff",
    "yellow": "#ffff00", "orange": "#ffa500", "purple": "#800080", "grey": "#808080", "gray": "#808080",
    "pink": "#ffc0cb", "teal": "#008080", "navy": "#000080", "brown": "#a52a2a",
}  # fmt: skip


def value_of(kind: str, text: str) -> str | None:
    """The value, as HTML writes it, of an input of that type; None where the text is none.

    Dates may be 2026-03-15, 03/15/2026 (as the browser shows them, locale en-US), 15 March 2026 or March 15,
    2026; times 14:30 or 2:30 PM; colours #rgb, #rrggbb or a common name.
    """
    text = text.strip()
    if kind == "date":
        return day.isoformat() if (day := _date(text)) else None
    if kind == "time":
        return clock.strftime("%H:%M") if (clock := _time(text)) else None
    if kind == "datetime-local":
        return _moment(text)
    if kind == "month":
        return _month(text)
    if kind == "week":
        return text if re.fullmatch(r"\d{4}-W\d{2}", text) else _week(text)
    if kind == "color":
        return _colour(text)
    return text if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def _date(text: str) -> date | None:
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        parts = match[1], match[2], match[3]
    elif match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text):
        parts = match[3], match[1], match[2]
    elif match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)? ([a-z]+)\.?,? (\d{4})", text.lower()):
        parts = match[3], str(_MONTHS.get(match[2], 0)), match[1]
    elif match := re.fullmatch(r"(?:[a-z]+, )?([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", text.lower()):
        parts = match[3], str(_MONTHS.get(match[1], 0)), match[2]
    else:
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def _time(text: str) -> time | None:
    for pattern in ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p"):
        try:
            return datetime.strptime(text.upper(), pattern).time()
        except ValueError:
            continue
    return None


def _moment(text: str) -> str | None:
    for separator in ("T", ", ", " "):
        day_text, found, clock_text = text.partition(separator)
        while found:
            day, clock = _date(day_text), _time(clock_text)
            if day and clock:
                return f"{day.isoformat()}T{clock.strftime('%H:%M')}"
            more, found, clock_text = clock_text.partition(separator)
            day_text += separator + more
    return None


def _month(text: str) -> str | None:
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
        year, month = int(match[1]), int(match[2])
    elif match := re.fullmatch(r"([a-z]+)\.? (\d{4})", text.lower()):
        year, month = int(match[2]), _MONTHS.get(match[1], 0)
    elif match := re.fullmatch(r"(\d{1,2})/(\d{4})", text):
        year, month = int(match[2]), int(match[1])
    else:
        return None
    return f"{year:04}-{month:02}" if 1 <= month <= 12 else None


def _week(text: str) -> str | None:
    match = re.fullmatch(r"week (\d{1,2}),? (?:of )?(\d{4})", text.lower())
    return f"{int(match[2]):04}-W{int(match[1]):02}" if match else None


def _colour(text: str) -> str | None:
    if match := re.fullmatch(r"#?([0-9a-f]{3}|[0-9a-f]{6})", text.lower()):
        digits = match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
        return f"#{digits}"
    return _COLOURS.get(text.lower())
