"""The house: settings, sign-in, the front page, and what lies below all apps."""

from devcraft import sqlite

sqlite.link_bundled_library()
