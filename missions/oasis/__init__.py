"""The missions' side of an Oasis database: how its rows become ours."""
