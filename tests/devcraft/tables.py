"""The routes of the settings by whom they answer."""

PAGE, ACT, FORM = {"get"}, {"post"}, {"get", "post"}

SETTINGS = {
    "settings": FORM,
    "zone": ACT,
    "password": ACT,
    "client_keys": FORM,
    "network": PAGE,
    "archive": PAGE,
    "archive_take": ACT,
    "archive_restore": ACT,
    "search": PAGE,
    "commands": PAGE,
    "news": PAGE,
    "notifications": FORM,
}
LEAVING = {
    "sample_visit": ACT,
    "sample_leave": ACT,
    "sample_remove": ACT,
    "sign_out": ACT,
}
