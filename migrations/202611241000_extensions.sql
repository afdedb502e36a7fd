-- Extensions and small functions that every later file counts on.

create extension if not exists unaccent;
create extension if not exists pg_trgm;
create extension if not exists btree_gist;

-- `unaccent` is only STABLE because its dictionary can be changed; named explicitly, it may serve in an index.
create function search_text(input text) returns text
  language sql immutable strict parallel safe
  return lower(public.unaccent('public.unaccent'::regdictionary, input));

-- Guards append-only tables against every role, their owner included.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;
