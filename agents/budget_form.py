"""A budget as a person types it: dollars, a share, and the one thing that it is about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agents.models import About, Agent, AtLimit, Budget, BudgetPeriod, TokenBurn
from agents.models.budgets import MOST_DOLLARS
from agents.models.usage import PICO
from agents.usage.budgets import wording
from agents.usage.budgets.keeping import Wanted
from agents.usage.facts import OWN
from devcraft.forms import Form
from devcraft.models import User
from missions.models.missions import NAME_LENGTH
from missions.naming import mission_meant

LEAST = Decimal("0.000001")


class BudgetForm(Form):
    """What is not asked for by `about` may be filled in as well, and is left alone."""

    about = forms.ChoiceField(label="What it is about", choices=About.choices, initial=About.ALL)
    agent = forms.ModelChoiceField(
        Agent.objects.none(), to_field_name="slug", required=False, empty_label="Choose…"
    )
    mission = forms.CharField(
        max_length=NAME_LENGTH, required=False, help_text="Its name, or its number such as #12."
    )
    source = forms.ChoiceField(required=False)
    period = forms.ChoiceField(
        label="For how long", choices=BudgetPeriod.choices, initial=BudgetPeriod.DAY
    )
    limit = forms.DecimalField(
        label="Limit in dollars",
        min_value=LEAST,
        max_value=MOST_DOLLARS,
        decimal_places=6,
        widget=forms.TextInput({"inputmode": "decimal", "placeholder": "5.00"}),
    )
    warn_share = forms.IntegerField(
        label="Warn at, in percent",
        min_value=1,
        max_value=100,
        initial=80,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    at_limit = forms.ChoiceField(
        label="When it is spent", choices=AtLimit.choices, initial=AtLimit.WARN
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        own = Agent.objects.living().filter(owner=user).order_by("name", "pk")
        agent, source = self.fields["agent"], self.fields["source"]
        if isinstance(agent, forms.ModelChoiceField) and isinstance(source, forms.ChoiceField):
            agent.queryset = own
            source.choices = [("", "Choose…"), *sources(user)]

    def clean_agent(self) -> Agent | None:
        chosen: Agent | None = self.cleaned_data["agent"]
        if self._is_about(About.AGENT) and chosen is None:
            raise ValidationError("Agent is needed: choose the one that it is about.")
        return chosen

    def clean_mission(self) -> Any:
        text = self.cleaned_data["mission"].strip()
        if not self._is_about(About.MISSION):
            return None
        if not text:
            raise ValidationError("Mission is needed: type its name or number.")
        return mission_meant(self.user, text)

    def clean_source(self) -> str:
        chosen: str = self.cleaned_data["source"]
        if self._is_about(About.SOURCE) and not chosen:
            raise ValidationError("Source is needed: choose the one that it is about.")
        return chosen

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = self.cleaned_data
        foreign = self._is_about(About.SOURCE) and found.get("source") not in ("", OWN, None)
        if foreign and found.get("at_limit") == AtLimit.STOP:
            self.add_error("at_limit", "When it is spent can only be “Say so” for other tools.")
        return found

    def _is_about(self, about: About) -> bool:
        return self.cleaned_data.get("about") == about

    @property
    def wanted(self) -> Wanted:
        """The budget that was typed; of a valid form."""
        typed = self.cleaned_data
        same = ("about", "agent", "mission", "source", "period", "warn_share", "at_limit")
        return Wanted(**{name: typed[name] for name in same}, limit_pico=int(typed["limit"] * PICO))


def sources(user: User) -> list[tuple[str, str]]:
    """The roads on which requests of USER came, and the one of own agents."""
    burns = TokenBurn.objects.filter(owner=user).order_by("source")
    known = {OWN, *burns.values_list("source", flat=True).distinct()}
    return [(name, wording.SOURCES.get(name, name)) for name in sorted(known)]


def typed_of(budget: Budget) -> dict[str, Any]:
    """What a person would type for BUDGET."""
    return {
        "about": budget.about,
        "agent": budget.agent.slug if budget.agent else "",
        "mission": f"#{budget.mission_id}" if budget.mission_id else "",
        "source": budget.subject if budget.about == About.SOURCE else "",
        "period": budget.period,
        "limit": f"{Decimal(budget.limit_pico) / PICO:f}",
        "warn_share": budget.warn_share,
        "at_limit": budget.at_limit,
    }
