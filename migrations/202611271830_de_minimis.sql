-- De minimis aid: what organisations declare under oath. A new list replaces the one before in the sums, never in the table.
create table aid_declaration (
  aid_declaration_id uuid primary key,
  organisation_id uuid not null references organisation on delete restrict,
  items jsonb not null,
  signatory_name text not null check (length(signatory_name) between 1 and 120),
  declared_by uuid not null references account on delete restrict,
  declared_at timestamptz not null
);

create index aid_declaration_latest_idx on aid_declaration (organisation_id, declared_at desc, aid_declaration_id desc);
create trigger aid_declaration_is_append_only before update or delete on aid_declaration
  for each row execute function refuse_change();
