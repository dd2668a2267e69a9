"""Why nothing was done; the text of each is one sentence that says why."""


class CannotBackUp(Exception):
    """Nothing was written."""


class CannotRestore(Exception):
    """Nothing was changed."""
