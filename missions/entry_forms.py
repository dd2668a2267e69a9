"""What people type about time entries, as domain values.

Times are typed by the clock of the person's zone. One that the clock showed twice, or not
at all, is asked back with the instants it may mean; a time that was not touched stays
the instant it is.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from devcraft.forms import Form, ModelForm
from devcraft.models import User
from missions import durations, naming, walltime
from missions.correcting import Claim, Times
from missions.durations import NotADuration
from missions.models import EntryKind, EntrySource, Mission, Profile, TimeEntry
from missions.models.missions import NAME_LENGTH
from missions.placing import Fit, mark_of

YEARS = range(1970, 9990)
OFFERED = re.compile(r"#(\d{1,9}) ")
WALL_FORMATS = [f"%Y-%m-%d{glue}{time}" for glue in "T " for time in ("%H:%M:%S", "%H:%M")]


class WallTimeField(forms.DateTimeField):
    """A local date and time as it was typed, without a zone."""

    widget = forms.DateTimeInput({"type": "datetime-local", "step": "1"}, "%Y-%m-%dT%H:%M:%S")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=WALL_FORMATS, **kwargs)

    def to_python(self, value: Any) -> Any:
        return (
            None
            if value in self.empty_values
            else forms.fields.BaseTemporalField.to_python(self, value)
        )

    def prepare_value(self, value: Any) -> Any:
        return value


class DurationField(forms.CharField):
    """Typed time as whole seconds."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"autocomplete": "off", "placeholder": "1h 30m", "size": "10"})
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return durations.parse(text)
        except NotADuration as error:
            raise ValidationError(f"{self.label or 'Duration'} {error}.") from error


class MissionField(forms.CharField):
    """A mission by its name, a part of it, or its number; offered ones by both."""

    def __init__(self, *, user: User | None = None, **kwargs: Any) -> None:
        self.user = user
        attributes = {"list": "offered-missions", "autocomplete": "off"}
        super().__init__(max_length=NAME_LENGTH + 12, widget=forms.TextInput(attributes), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text or self.user is None:
            return None
        offered = OFFERED.match(text)
        return naming.mission_meant(self.user, f"#{offered[1]}" if offered else text)


def shown(instant: datetime, zone: str) -> datetime:
    """INSTANT as a field shows it, in whole seconds."""
    return walltime.show(instant, zone).replace(microsecond=0)


def label_of(mission: Mission) -> str:
    return f"#{mission.pk} {mission.name}"


class EntryForm(Form):
    """Base of forms about one person's time, typed by the clock of their zone."""

    mission = MissionField(help_text="Its name, a part of it, or its number such as #12.")
    reason = forms.CharField(label="Why", max_length=200, required=False)
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    fit = forms.CharField(max_length=8, required=False, widget=forms.HiddenInput)
    offer = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, user: User, entry: TimeEntry | None = None, **kwargs: Any
    ) -> None:
        initial = {**self._stored(entry, user), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.user = user
        self.entry = entry
        self.asked: dict[str, list[tuple[str, str]]] = {}
        field: Any = self.fields["mission"]
        field.user = user

    def _stored(self, entry: TimeEntry | None, user: User) -> dict[str, Any]:
        if entry is None:
            return {}
        return {"mission": label_of(entry.mission), "seen": mark_of(entry)}

    def instant(self, name: str, stored: datetime | None = None) -> datetime | None:
        """What was typed as NAME, as an instant; None when it is missing or asked back."""
        typed: datetime | None = self.cleaned_data.get(name)
        if typed is None:
            return None
        if stored is not None and typed == shown(stored, self.user.zone):
            return stored
        try:
            reading = walltime.read(typed, self.user.zone)
        except OverflowError:
            self.add_error(name, f"{self.fields[name].label} must be a date of our times.")
            return None
        picked = {at.isoformat(): at for at in reading.instants}.get(
            str(self.data.get(f"{name}_at"))
        )
        if reading.is_plain or picked:
            return picked or reading.instants[0]
        self._ask(name, typed, reading)
        return None

    def _ask(self, name: str, typed: datetime, reading: walltime.Reading) -> None:
        label, zone = self.fields[name].label, self.user.zone
        self.asked[name] = [(at.isoformat(), walltime.name(at, zone)) for at in reading.instants]
        what = f"{label} {typed:%H:%M} on {typed:%-d %B %Y}"
        self.add_error(
            name,
            f"{what} was shown twice by the clocks of {zone}: choose which one you mean."
            if reading.exists
            else f"{what} never was: the clocks of {zone} leapt over it. Choose a time beside it.",
        )

    @property
    def asks(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """What is asked back: the field, its label, and the instants to choose from."""
        return [(name, str(self.fields[name].label), self.asked[name]) for name in self.asked]

    @property
    def chosen_fit(self) -> Fit:
        return Fit(self.cleaned_data["fit"], self.cleaned_data["offer"])


class TimedForm(EntryForm):
    """Start, and an end or a duration; a duration beside an untouched end moves that."""

    start = WallTimeField(label="Start")
    end = WallTimeField(label="End", required=False)
    duration = DurationField(
        label="Or duration", required=False, help_text="1h 30m, 1:30, 1.5 (hours), 90 (minutes)"
    )
    field_order = ("mission", "start", "end", "duration", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.entry is not None and self.entry.is_running:
            del self.fields["end"], self.fields["duration"]

    def _stored(self, entry: TimeEntry | None, user: User) -> dict[str, Any]:
        times = entry and {"start": entry.started_at, "end": entry.ended_at}
        local = {name: shown(at, user.zone) for name, at in (times or {}).items() if at}
        return {**super()._stored(entry, user), **local}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        stored_start, stored_end = (
            (self.entry.started_at, self.entry.ended_at) if self.entry else (None, None)
        )
        start, end = self.instant("start", stored_start), self.instant("end", stored_end)
        seconds = cleaned.get("duration")
        if "end" in self.fields and start and not self.errors:
            end = self._end(start, end, stored_end, seconds)
        if start and not self.errors:
            cleaned["times"] = Times(start, end)
        return cleaned

    def _end(
        self,
        start: datetime,
        end: datetime | None,
        stored: datetime | None,
        seconds: int | None,
    ) -> datetime | None:
        if seconds is None:
            if end is None:
                self.add_error("end", "End is needed, or a duration.")
            return end
        if seconds == 0:
            self.add_error("duration", "Duration must be more than nothing.")
        try:
            by_duration = start + timedelta(seconds=seconds)
        except OverflowError:
            self.add_error("duration", "Duration must be at most 31 days.")
            return None
        if end not in (None, stored, by_duration):
            self.add_error("duration", "Duration must fit the end, or stand without one.")
        return by_duration


class ClaimForm(EntryForm):
    """A day and a duration, without a start."""

    on = forms.DateField(label="Day", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    duration = DurationField(label="Duration", help_text="1h 30m, 1:30, 1.5 (hours), 90 (minutes)")
    field_order = ("mission", "on", "duration", "reason")

    def _stored(self, entry: TimeEntry | None, user: User) -> dict[str, Any]:
        if entry is None:
            return {}
        claim = {"on": entry.claimed_on, "duration": durations.spell(entry.claimed_seconds or 0)}
        return {**super()._stored(entry, user), **claim}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            cleaned["times"] = Claim(cleaned["on"], cleaned["duration"])
        return cleaned


def form_for(entry: TimeEntry) -> type[TimedForm] | type[ClaimForm]:
    return ClaimForm if entry.kind == EntryKind.CLAIMED else TimedForm


class SplitForm(EntryForm):
    """The moment at which an entry becomes two."""

    at = WallTimeField(label="Split at")
    field_order = ("at", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["mission"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["moment"] = self.instant("at")
        return cleaned


class WhyForm(Form):
    reason = forms.CharField(label="Why", max_length=200, required=False)


class BulkForm(Form):
    """What is to be done with several entries, and to which mission they go."""

    act = forms.ChoiceField(choices=[("move", "Move"), ("delete", "Delete")])
    mission = MissionField(required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["mission"]
        field.user = user

    @property
    def target(self) -> Mission | None:
        """The mission to move to, of a valid form; None to delete."""
        found: Mission | None = self.cleaned_data["mission"]
        return found if self.cleaned_data["act"] == "move" else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and cleaned["act"] == "move" and cleaned["mission"] is None:
            self.add_error("mission", "Mission to move to is needed.")
        return cleaned


class RestForm(Form):
    """The mission that the rest of a quiet clock goes to, and from when on."""

    at = forms.CharField(max_length=40, widget=forms.HiddenInput)
    mission = MissionField(help_text="Its name, a part of it, or its number such as #12.")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["mission"]
        field.user = user

    def clean_at(self) -> datetime:
        return instant_of(self.cleaned_data["at"])


class MomentForm(Form):
    """The instant that a button named."""

    at = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def clean_at(self) -> datetime:
        return instant_of(self.cleaned_data["at"])


def instant_of(text: str) -> datetime:
    """An instant as an address or a button names it. Raises ValidationError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValidationError("At must be an instant with its offset.") from error
    if moment.tzinfo is None or moment.year not in YEARS:
        raise ValidationError("At must be an instant with its offset.")
    return moment


class QuietForm(ModelForm):
    class Meta:
        model = Profile
        fields = ["quiet_minutes"]


class FilterForm(Form):
    """The filters of the list of entries."""

    kind = forms.ChoiceField(choices=EntryKind, required=False)
    mission = MissionField(required=False)
    first = forms.DateField(
        label="From", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    last = forms.DateField(
        label="To", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    source = forms.ChoiceField(choices=[("", "Any"), *EntrySource.choices], required=False)
    suspect = forms.BooleanField(label="Over ten hours", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["mission"]
        field.user = user

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("first", "last"):
            day = cleaned.get(name)
            if day is not None and day.year not in YEARS:
                self.add_error(name, f"{self.fields[name].label} must be a day of our times.")
        return cleaned
