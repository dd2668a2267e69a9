"""The routes of living agents by whom they answer."""

PAGE, ACT, FORM = {"get"}, {"post"}, {"get", "post"}

ONESELF = {
    "agents:agent_list": PAGE,
    "agents:agent_new": FORM,
    "agents:config_schema": PAGE,
}
ONE_AGENT = {
    "agents:agent_detail": PAGE,
    "agents:agent_edit": FORM,
    "agents:agent_discard": ACT,
    "agents:agent_recover": ACT,
}
