"""The .ics files of events.t as python3-icalendar and zoneinfo read them."""
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar

public = Path(sys.argv[1])


def read(path):
    raw = (public / path).read_bytes()
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75 and b"\r" not in line and b"\n" not in line, line
        line.decode()
    return icalendar.Calendar.from_ical(raw)


def one(path):
    calendar = read(path)
    events = calendar.walk("VEVENT")
    assert len(events) == 1, path
    return calendar, events[0]


def same_clocks(calendar, start, years):
    """The zone that the file describes and the one of the machine agree on every third hour."""
    for described in calendar.walk("VTIMEZONE"):
        name, zone = str(described["TZID"]), described.to_tz()
        at = start
        while at < start + timedelta(days=365 * years):
            theirs = at.astimezone(ZoneInfo(name)).utcoffset()
            ours = zone.fromutc(at.replace(tzinfo=zone)).utcoffset()
            assert ours == theirs, (name, at, ours, theirs)
            at += timedelta(hours=3)


calendar, event = one("events/2026/open-hour/event.ics")
assert event["UID"] == "events/2026/open-hour@porch.example"
assert event["DTSTAMP"].dt == datetime(2026, 10, 2, tzinfo=timezone.utc)
assert event["SEQUENCE"] > 0
assert event["DTSTART"].dt.astimezone(timezone.utc) == datetime(2026, 10, 7, 16, tzinfo=timezone.utc)
assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=1)
rule = event["RRULE"]
assert rule["FREQ"] == ["WEEKLY"] and rule["BYDAY"] == ["WE"]
assert rule["UNTIL"] == [datetime(2026, 12, 30, 22, 59, 59, tzinfo=timezone.utc)]
assert event["EXDATE"].dts[0].dt.astimezone(timezone.utc) == datetime(2026, 12, 23, 17, tzinfo=timezone.utc)
assert str(event["SUMMARY"]) == "Open hour"
assert str(event["DESCRIPTION"]) == "Come by.\n\nhttps://porch.example/c/events/2026/open-hour/"
assert event["URL"] == "https://porch.example/c/events/2026/open-hour/"
same_clocks(calendar, datetime(2026, 10, 7), 3)

calendar, event = one("events/2026/fair/event.ics")
assert event["DTSTART"].dt.astimezone(timezone.utc) == datetime(2026, 11, 10, 15, tzinfo=timezone.utc)
assert str(event["LOCATION"]) == "Main Street; the \\green\\ one", event["LOCATION"]
same_clocks(calendar, datetime(2026, 11, 10), 3)

_, event = one("events/2026/walk/event.ics")
assert str(event["STATUS"]) == "CANCELLED"
assert event["DTSTART"].dt == datetime(2026, 11, 20, 10, tzinfo=timezone.utc)
assert "DTEND" not in event

calendar = read("events/calendar.ics")
assert str(calendar["X-WR-CALNAME"]) == 'The porch, "ours"; mostly', calendar["X-WR-CALNAME"]
assert len(calendar.walk("VEVENT")) == 3
assert sorted(str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")) == ["America/New_York", "Europe/Berlin"]
