-- Letters that tell decisions: their templates, what people make of them, and what was sent, as it was sent.

-- What the letters of a call say besides the files: edited by agents, named by placeholders.
create table letter_facts (
  call_id uuid primary key references call on delete restrict,
  -- Name of each fact → what the letters say; a fact that is not written is absent.
  facts jsonb not null,
  version integer not null default 1 check (version > 0),
  updated_at timestamptz not null
);

-- Each version of a template of a call stays; the highest counts. Without one, the product's own words.
create table letter_template (
  call_id uuid not null references call on delete restrict,
  kind text not null check (kind in ('award', 'refusal', 'reserve', 'inadmissible', 'deed')),
  version integer not null check (version > 0),
  title text not null,
  body text not null,
  created_by uuid references account on delete restrict,
  created_at timestamptz not null,
  primary key (call_id, kind, version)
);

create trigger letter_template_is_append_only before update or delete on letter_template
  for each row execute function refuse_change();

create table letter (
  letter_id uuid primary key,
  call_id uuid not null references call on delete restrict,
  application_id uuid not null references application on delete restrict,
  decision_id uuid not null references decision on delete restrict,
  kind text not null check (kind in ('award', 'refusal', 'reserve', 'inadmissible', 'deed')),
  status text not null default 'draft' check (status in ('draft', 'approved', 'sent')),
  template_version integer not null check (template_version >= 0),
  title text not null,
  body text not null,
  is_edited boolean not null default false,
  -- Of the template and of all that it was filled with: it differs once either has changed.
  source_sha256 text not null check (source_sha256 ~ '^[0-9a-f]{64}$'),
  approved_by uuid references account on delete restrict,
  approved_at timestamptz,
  sent_at timestamptz,
  opened_at timestamptz,
  version integer not null default 1 check (version > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (decision_id, kind),
  constraint letter_approved_has_a_date check ((status = 'draft') = (approved_at is null)),
  constraint letter_sent_has_a_date check ((status = 'sent') = (sent_at is not null)),
  constraint letter_opened_was_sent check (opened_at is null or sent_at is not null)
);

create index letter_call_idx on letter (call_id, kind, letter_id);
create index letter_application_idx on letter (application_id);

-- What was sent, to the byte.
create table letter_file (
  letter_id uuid primary key references letter on delete restrict,
  content bytea not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null
);

create trigger letter_file_is_append_only before update or delete on letter_file
  for each row execute function refuse_change();

-- What was sent is neither changed nor removed; only its first opening is noted, once.
create function guard_letter() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.status = 'sent' then
      raise exception 'a letter that was sent is not removed' using errcode = 'insufficient_privilege';
    end if;
    return old;
  end if;
  if old.status = 'sent' and (
       (new.title, new.body, new.status, new.sent_at, new.kind, new.application_id)
         is distinct from (old.title, old.body, old.status, old.sent_at, old.kind, old.application_id)
       or (old.opened_at is not null and new.opened_at is distinct from old.opened_at)) then
    raise exception 'a letter that was sent stays as it is' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

create trigger letter_is_guarded before update or delete on letter for each row execute function guard_letter();

-- The instant at which results are published by themselves; null: a manager does it by hand.
alter table award_procedure add column publish_at timestamptz;
