-- Lists of applications: the title, the amount and the search text of a row describe what was submitted; PostgreSQL keeps
-- the search text, also when an organisation changes its name.

-- Sorted as French people sort, whatever the database’s own order is.
alter table application alter column project_title type text collate "fr-x-icu";

-- The leading space lets one or two letters be searched at the start of a word, which trigrams can serve.
create function application_search(number text, title text, owner uuid) returns text
  language sql stable parallel safe
  return (
    select ' ' || search_text(concat_ws(' ', number, title, o.name, o.acronym, o.siren, o.siret, o.rna, o.commune_name))
      from organisation o where o.organisation_id = owner
  );

create function keep_application_search() returns trigger language plpgsql as $$
begin
  new.search := coalesce(application_search(new.number, new.project_title, new.organisation_id), '');
  return new;
end $$;

create trigger application_is_searchable
  before insert or update of number, project_title, organisation_id on application
  for each row execute function keep_application_search();

create function spread_organisation_search() returns trigger language plpgsql as $$
begin
  update application
     set search = coalesce(application_search(number, project_title, organisation_id), '')
   where organisation_id = new.organisation_id;
  return null;
end $$;

create trigger organisation_is_searchable_in_its_applications
  after update on organisation
  for each row when (old.search is distinct from new.search)
  execute function spread_organisation_search();

update application set search = coalesce(application_search(number, project_title, organisation_id), '');

-- An autosave changes no indexed column, so it touches no index at all: an organisation has few files, which sort fast.
drop index application_organisation_idx;
create index application_organisation_idx on application (organisation_id);
alter table application set (fillfactor = 85);

-- The counts of a call are read from the index alone.
drop index application_status_idx;
create index application_status_idx on application (call_id, status, submitted_at desc, application_id desc)
  include (requested_cents, has_fresh_answer);

-- Every sort of the list across the calls, too.
create index application_all_requested_idx on application (requested_cents desc, application_id desc) where status not in ('draft', 'expired');
create index application_all_title_idx on application (project_title, application_id) where status not in ('draft', 'expired');

-- So that the planner knows how few days there are, and counts without sorting.
create statistics application_days (ndistinct) on status, ((submitted_at at time zone 'Europe/Paris')::date) from application;
