"""PostgreSQL walks further down where the newest rows show that what is asked for is not rare.

A question of common words and one short one (`gate vestige 77`) has thousands of rows by the index and few of them
right: walking down finds a page of them sooner than the index does. How far, the newest two thousand rows say.
"""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION mutu_found(words text[], only_kind text, before bigint, most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
-- Newest first: the newest rows by looking, further down as far as they promise enough, then by the indexes, and what
-- is common by walking down after all.
DECLARE
  here uuid := current_setting('mutu.organization')::uuid;
  scope text := format('organization_id = %L AND id < %s', here, before)
    || CASE WHEN only_kind = '' THEN '' ELSE format(' AND kind = %L', only_kind) END;
  looked text := '';
  indexed text := '';
  long boolean;
  word text;
  got bigint[];
  far integer := 2000;
BEGIN
  long := EXISTS (SELECT 1 FROM unnest(words) one WHERE length(one) > 2);
  FOREACH word IN ARRAY words LOOP
    looked := looked || format(' AND strpos(text, %L) > 0', word);
    indexed := indexed || CASE
      WHEN length(word) > 2 THEN format(' AND text LIKE %L', '%' || word || '%')
      WHEN long AND word ~ '^[a-z0-9]+$' THEN format(' AND strpos(text, %L) > 0', word)  -- too common to look up
      ELSE format(' AND string_to_array(pairs, '' '') @> ARRAY[%L]', word) END;
  END LOOP;
  FOR turn IN 1..2 LOOP
    EXECUTE format('SELECT array_agg(id) FROM (SELECT id FROM (SELECT id, text FROM core_found WHERE %s '
      'ORDER BY id DESC LIMIT %s) newest WHERE true %s ORDER BY id DESC LIMIT %s) x', scope, far, looked, most) INTO got;
    EXIT WHEN got IS NULL OR cardinality(got) >= most;
    far := least(50000, far * 2 * most / cardinality(got));
  END LOOP;
  IF coalesce(cardinality(got), 0) < most THEN
    EXECUTE format('WITH hits AS MATERIALIZED (SELECT id FROM core_found WHERE %s %s) '
      'SELECT array_agg(id) FROM (SELECT id FROM hits LIMIT 5001) x', scope, indexed) INTO got;
    IF coalesce(cardinality(got), 0) > 5000 THEN
      EXECUTE format('SELECT array_agg(id) FROM (SELECT id FROM core_found WHERE %s %s '
        'ORDER BY id DESC LIMIT %s) x', scope, looked, most) INTO got;
    END IF;
  END IF;
  RETURN QUERY SELECT one FROM unnest(got) AS one ORDER BY one DESC LIMIT most;
END $$
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)


class Migration(migrations.Migration):
    dependencies = [("core", "0007_saved_views")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
