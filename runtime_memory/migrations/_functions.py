"""What PostgreSQL needs before the tables: their checks' functions, and the counter of rows."""

from devcraft.triggers import VendorSQL

CREATE = r"""
CREATE FUNCTION runtime_memory_is_moment(value text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
  RETURN value ~ '^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$'
    AND value::timestamp IS NOT NULL;
EXCEPTION WHEN data_exception THEN RETURN false;
END $$;
CREATE FUNCTION runtime_memory_is_json(value text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
  RETURN value::jsonb IS NOT NULL;
EXCEPTION WHEN data_exception OR statement_too_complex THEN RETURN false;
END $$;
CREATE SEQUENCE runtime_memory_sequence;
"""
DROP = """
DROP FUNCTION runtime_memory_is_moment(text);
DROP FUNCTION runtime_memory_is_json(text);
DROP SEQUENCE runtime_memory_sequence;
"""


def functions() -> VendorSQL:
    return VendorSQL(postgresql=(CREATE, DROP))
