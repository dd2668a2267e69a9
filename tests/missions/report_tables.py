"""The routes of reports and of what they may show, by whom they answer."""

PAGE, FORM = {"get"}, {"get", "post"}

ONESELF = {
    "missions:day": PAGE,
    "missions:report": PAGE,
    "missions:report_year": PAGE,
    "missions:report_estimates": PAGE,
    "missions:report_honesty": PAGE,
    "missions:gamification": FORM,
}
