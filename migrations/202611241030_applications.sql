-- Applications: a working copy that people edit, and immutable numbered revisions that count.

create table application (
  application_id uuid primary key,
  call_id uuid not null references call on delete restrict,
  organisation_id uuid not null references organisation on delete restrict,
  number text unique,
  status text not null check (
    status in ('draft', 'submitted', 'in_review', 'correction_requested', 'admissible', 'inadmissible', 'withdrawn', 'expired')
  ),
  -- Where `restore` goes back to.
  withdrawn_from text check (withdrawn_from in ('submitted', 'in_review', 'correction_requested', 'admissible')),
  project_title text,
  answers jsonb not null default '{}',
  budget jsonb not null default '[]',
  requested_cents bigint not null default 0 check (requested_cents >= 0),
  charges_cents bigint not null default 0 check (charges_cents >= 0),
  contact_name text,
  contact_phone text,
  revision_number integer not null default 0 check (revision_number >= 0),
  -- The version at the last submission: later ones are changes that were not submitted.
  submitted_version integer,
  submitted_at timestamptz,
  last_submitted_at timestamptz,
  extended_until timestamptz,
  implicit_rejection_at timestamptz,
  implicit_rejection_suspended_at timestamptz,
  has_fresh_answer boolean not null default false,
  inadmissible_reason text,
  withdrawn_reason text,
  -- Number, title, organisation, commune, numbers: what the list searches, without accents.
  search text not null default '',
  created_by uuid references account on delete restrict,
  version integer not null default 1 check (version > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint application_submitted_is_whole check (
    status in ('draft', 'expired') or (submitted_at is not null and number is not null and revision_number > 0)
  ),
  constraint application_withdrawn_remembers check ((status = 'withdrawn') = (withdrawn_from is not null)),
  constraint application_inadmissible_has_a_reason check (status <> 'inadmissible' or inadmissible_reason is not null)
);

-- One living application an organisation and call.
create unique index application_one_per_call on application (call_id, organisation_id) where status <> 'expired';
create index application_organisation_idx on application (organisation_id, updated_at desc, application_id);
create index application_submitted_idx on application (call_id, submitted_at desc, application_id desc) where status not in ('draft', 'expired');
create index application_status_idx on application (call_id, status, submitted_at desc, application_id desc);
create index application_requested_idx on application (call_id, requested_cents desc, application_id desc) where status not in ('draft', 'expired');
create index application_title_idx on application (call_id, project_title, application_id) where status not in ('draft', 'expired');
create index application_number_idx on application (call_id, number) where status not in ('draft', 'expired');
create index application_all_submitted_idx on application (submitted_at desc, application_id desc) where status not in ('draft', 'expired');
create index application_search_idx on application using gin (search gin_trgm_ops);
create index application_drafts_idx on application (call_id) where status = 'draft';

create table application_revision (
  application_id uuid not null references application on delete restrict,
  number integer not null check (number > 0),
  kind text not null check (kind in ('submission', 'update', 'resubmission')),
  content jsonb not null,
  fingerprint text not null check (fingerprint ~ '^[0-9a-f]{64}$'),
  submitted_by uuid references account on delete restrict,
  submitted_at timestamptz not null,
  primary key (application_id, number)
);

create trigger application_revision_is_append_only before update or delete on application_revision for each row execute function refuse_change();

create table correction (
  correction_id uuid primary key,
  application_id uuid not null references application on delete restrict,
  fields text[] not null check (cardinality(fields) > 0),
  message text not null,
  base_revision integer not null,
  answer_revision integer,
  requested_by uuid references account on delete restrict,
  requested_at timestamptz not null,
  due_at timestamptz not null,
  answered_at timestamptz,
  ended_at timestamptz,
  end_reason text,
  constraint correction_due_after_request check (due_at > requested_at)
);

-- At most one correction runs at a time.
create unique index correction_one_open on correction (application_id) where answered_at is null and ended_at is null;
create index correction_application_idx on correction (application_id, requested_at desc);

create table application_reminder (
  application_id uuid not null references application on delete cascade,
  kind text not null check (kind in ('7d', '2d', '2h')),
  closes_at timestamptz not null,
  sent_at timestamptz not null,
  primary key (application_id, kind, closes_at)
);
