-- Referrals (orientations): a person or a project passed between services, with consent, in both directions.

-- Somebody with a project and no structure yet, or a structure as the sender knows it. Blanked when it is to be forgotten.
create table party (
  party_id uuid primary key,
  mode text not null check (mode in ('live', 'test')),
  kind text not null check (kind in ('holder', 'organisation')),
  first_name text check (length(first_name) <= 120),
  last_name text check (length(last_name) <= 120),
  email text check (email = lower(email) and length(email) <= 254),
  phone text check (length(phone) <= 30),
  commune_code text check (commune_code ~ '^[0-9AB]{5}$'),
  organisation_name text check (length(organisation_name) <= 200),
  siren text check (siren ~ '^[0-9]{9}$'),
  siret text check (siret ~ '^[0-9]{14}$' and left(siret, 9) = siren),
  rna text check (rna ~ '^W[0-9][A-Z0-9][0-9]{7}$'),
  -- Who entered it. Each referral has a row of its own, as its sender knows the person: rows of one person are linked, not rewritten.
  owner_partner_id uuid not null,
  blanked_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- What is searched: names, numbers, addresses; without accents. Empty once blanked.
  search text not null generated always as (
    search_text(
      coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(organisation_name, '') || ' '
      || coalesce(siren, '') || ' ' || coalesce(siret, '') || ' ' || coalesce(rna, '') || ' ' || coalesce(email, '') || ' '
      || coalesce(phone, '')
    )
  ) stored,
  constraint party_owner_mode foreign key (owner_partner_id, mode) references partner (partner_id, mode),
  constraint party_is_somebody check (
    blanked_at is not null
    or kind = 'holder' and first_name is not null and last_name is not null
    or kind = 'organisation' and organisation_name is not null
  ),
  constraint party_blank check (
    blanked_at is null
    or num_nonnulls(first_name, last_name, email, phone, organisation_name, siren, siret, rna) = 0
  )
);

create index party_siren_idx on party (siren) where siren is not null;
create index party_rna_idx on party (rna) where rna is not null;
create index party_email_idx on party (email, lower(first_name)) where email is not null;
create index party_phone_idx on party (phone, lower(first_name)) where phone is not null;
create index party_search_idx on party using gin (search gin_trgm_ops);
create index party_owner_idx on party (owner_partner_id, party_id desc);

-- Two rows are one person (merged), or the person has created this structure since (became). Never silent, always undone if wrong:
-- nothing moves, so that taking a link back takes everything back.
create table party_link (
  party_link_id uuid primary key,
  kind text not null check (kind in ('merged', 'became')),
  from_party_id uuid not null references party on delete restrict,
  to_party_id uuid not null references party on delete restrict,
  -- Emptied with the person.
  reason text not null check (length(reason) <= 2000),
  made_by uuid references account on delete restrict,
  made_at timestamptz not null,
  undone_by uuid references account on delete restrict,
  undone_at timestamptz,
  undone_reason text check (length(undone_reason) <= 2000),
  constraint party_link_apart check (from_party_id <> to_party_id),
  constraint party_link_undone check ((undone_at is null) = (undone_reason is null))
);

-- At most one way on from each row, so that living links make trees.
create unique index party_link_living on party_link (from_party_id) where undone_at is null;
create index party_link_from_idx on party_link (from_party_id);
create index party_link_to_idx on party_link (to_party_id);

-- What the person agreed to, with whom, and until when.
create table consent (
  consent_id uuid primary key,
  party_id uuid not null references party on delete restrict,
  purposes text[] not null check (cardinality(purposes) > 0),
  recipient_ids uuid[] not null check (cardinality(recipient_ids) > 0),
  data_categories text[] not null check (cardinality(data_categories) > 0),
  text_sha256 text not null check (text_sha256 ~ '^[0-9a-f]{64}$'),
  channel text not null check (channel in ('in_person', 'phone', 'email', 'form', 'paper')),
  collected_by_partner_id uuid not null references partner on delete restrict,
  collected_by text not null check (length(collected_by) between 1 and 120),
  collected_at timestamptz not null,
  expires_at timestamptz not null,
  withdrawn_at timestamptz,
  created_at timestamptz not null,
  constraint consent_order check (expires_at > collected_at)
);

create index consent_party_idx on consent (party_id);

create table referral (
  referral_id uuid primary key,
  mode text not null check (mode in ('live', 'test')),
  -- Said on the phone: no order and no count can be read from it.
  reference text not null unique check (reference ~ '^OR-[0-9A-Z]{4}-[0-9A-Z]{4}$'),
  source_partner_id uuid not null,
  -- The sender’s own name for it.
  external_ref text check (length(external_ref) between 1 and 120),
  party_id uuid not null references party on delete restrict,
  subject text not null,
  raw_subject text check (length(raw_subject) <= 60),
  activity text not null check (activity in ('artisanal', 'commercial', 'unknown')),
  project_title text check (length(project_title) <= 200),
  project_summary text check (length(project_summary) <= 4000),
  project_stage text not null check (project_stage in ('idea', 'preparing', 'created', 'growing', 'in_difficulty')),
  basis text not null check (basis in ('consent', 'public_task')),
  consent_id uuid references consent on delete restrict,
  application_id uuid references application on delete restrict,
  -- Derived from the assignments, kept for lists.
  status text not null check (status in (
    'draft', 'sent', 'received', 'info_requested', 'accepted', 'in_progress', 'on_hold', 'completed', 'no_solution',
    'unreachable', 'closed_no_news', 'declined', 'expired', 'cancelled', 'transferred'
  )),
  occurred_at timestamptz not null,
  version integer not null default 1 check (version > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint referral_external_ref_key unique (source_partner_id, external_ref),
  constraint referral_mode_key unique (referral_id, mode),
  constraint referral_source_mode foreign key (source_partner_id, mode) references partner (partner_id, mode),
  constraint referral_consent check (basis = 'public_task' or status = 'draft' or consent_id is not null)
);

create index referral_party_idx on referral (party_id);
create index referral_consent_idx on referral (consent_id) where consent_id is not null;
-- What is to be forgotten, oldest first.
create index referral_age_idx on referral (updated_at);
create index referral_application_idx on referral (application_id) where application_id is not null;

-- Who may see a referral at all: its source, and its recipients once it was sent. Every reading goes through here.
create table referral_reader (
  partner_id uuid not null references partner on delete restrict,
  referral_id uuid not null references referral on delete restrict,
  side text not null check (side in ('source', 'recipient')),
  party_id uuid not null references party on delete restrict,
  -- Of the referral; lists run along it.
  updated_at timestamptz not null,
  primary key (partner_id, referral_id)
);

create index referral_reader_list_idx on referral_reader (partner_id, updated_at, referral_id);
create index referral_reader_referral_idx on referral_reader (referral_id);
-- The list of people runs along it.
create index referral_reader_party_idx on referral_reader (partner_id, party_id desc);

-- One for each recipient, with a state of its own.
create table referral_assignment (
  assignment_id uuid primary key,
  referral_id uuid not null,
  mode text not null,
  recipient_partner_id uuid not null,
  parent_assignment_id uuid references referral_assignment on delete restrict,
  partner_service_id uuid references partner_service on delete restrict,
  -- The recipient’s own name for it.
  external_ref text check (length(external_ref) between 1 and 120),
  status text not null check (status in (
    'draft', 'sent', 'received', 'info_requested', 'accepted', 'in_progress', 'on_hold', 'completed', 'no_solution',
    'unreachable', 'closed_no_news', 'declined', 'expired', 'cancelled', 'transferred'
  )),
  -- Where a hold goes back to.
  held_from text check (held_from in ('accepted', 'in_progress')),
  held_until timestamptz,
  owner_name text check (length(owner_name) between 1 and 120),
  reason_code text,
  raw_reason_code text check (length(raw_reason_code) <= 60),
  suggested_partner_id uuid references partner on delete restrict,
  outcomes jsonb not null default '[]' check (jsonb_typeof(outcomes) = 'array'),
  sent_at timestamptz,
  received_at timestamptz,
  answered_at timestamptz,
  contacted_at timestamptz,
  closed_at timestamptz,
  -- The clock stands still while information is awaited, or on hold.
  paused_at timestamptz,
  paused_ms bigint not null default 0 check (paused_ms >= 0),
  version integer not null default 1 check (version > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint referral_assignment_once unique (referral_id, recipient_partner_id),
  constraint referral_assignment_ref_key unique (recipient_partner_id, external_ref),
  constraint referral_assignment_mode foreign key (referral_id, mode) references referral (referral_id, mode),
  constraint referral_assignment_recipient foreign key (recipient_partner_id, mode) references partner (partner_id, mode),
  constraint referral_assignment_sent check ((status = 'draft') = (sent_at is null)),
  constraint referral_assignment_held check ((status = 'on_hold') = (held_from is not null)),
  constraint referral_assignment_paused check ((status in ('on_hold', 'info_requested')) = (paused_at is not null)),
  constraint referral_assignment_owned check (
    status not in ('accepted', 'in_progress', 'on_hold', 'completed') or owner_name is not null
  ),
  constraint referral_assignment_closed check (
    (status in ('completed', 'no_solution', 'unreachable', 'closed_no_news', 'declined', 'expired', 'cancelled', 'transferred'))
    = (closed_at is not null)
  )
);

-- What the timers look for.
create index referral_assignment_waiting_idx on referral_assignment (sent_at)
  where status in ('sent', 'received', 'info_requested');
create index referral_assignment_running_idx on referral_assignment (updated_at) where status in ('accepted', 'in_progress');
create index referral_assignment_sent_idx on referral_assignment (sent_at) where mode = 'live' and sent_at is not null;
create index referral_assignment_held_idx on referral_assignment (held_until) where status = 'on_hold';

-- What happened, in order; codes and instants alone, so that it can stay when people are forgotten.
create table referral_event (
  referral_event_id uuid primary key,
  position bigint generated always as identity unique,
  referral_id uuid not null references referral on delete restrict,
  assignment_id uuid references referral_assignment on delete restrict,
  event text not null,
  from_status text,
  to_status text,
  actor_partner_id uuid references partner on delete restrict,
  -- When it happened, as the partner says; never later than when we heard of it.
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  data jsonb not null default '{}',
  constraint referral_event_back_dated check (occurred_at <= recorded_at)
);

create index referral_event_referral_idx on referral_event (referral_id, position);
create trigger referral_event_is_append_only before update or delete on referral_event
  for each row execute function refuse_change();

-- What people wrote: between partners, or inside one. Blanked with the person.
create table referral_message (
  message_id uuid primary key,
  referral_id uuid not null references referral on delete restrict,
  assignment_id uuid references referral_assignment on delete restrict,
  kind text not null check (kind in ('message', 'question', 'answer', 'reason', 'note')),
  visibility text not null check (visibility in ('partners', 'internal')),
  author_partner_id uuid not null references partner on delete restrict,
  author_name text check (length(author_name) <= 120),
  body text not null check (length(body) <= 4000),
  at timestamptz not null
);

create index referral_message_referral_idx on referral_message (referral_id, at, message_id);

create table contact_attempt (
  contact_attempt_id uuid primary key,
  assignment_id uuid not null references referral_assignment on delete restrict,
  channel text not null check (channel in ('phone', 'email', 'letter', 'visit', 'video')),
  has_reached boolean not null,
  -- The day in Paris: "two attempts on different days".
  attempted_on date not null,
  attempted_at timestamptz not null,
  created_at timestamptz not null
);

create index contact_attempt_assignment_idx on contact_attempt (assignment_id, attempted_at);

-- After a withdrawn consent, or an erasure, each recipient’s word is awaited that it has erased what it got.
create table referral_erasure (
  referral_id uuid not null references referral on delete restrict,
  partner_id uuid not null references partner on delete restrict,
  asked_at timestamptz not null,
  confirmed_at timestamptz,
  primary key (referral_id, partner_id)
);

-- The bytes are a file like any other. Without an assignment: of the source, for every recipient; with one: of its recipient, for
-- the source.
create table referral_file (
  referral_id uuid not null references referral on delete restrict,
  file_id uuid not null unique references file on delete restrict,
  assignment_id uuid references referral_assignment on delete restrict,
  partner_id uuid not null references partner on delete restrict,
  added_at timestamptz not null,
  primary key (referral_id, file_id)
);

-- Systems of partners send files too.
alter table file alter column uploaded_by drop not null;
alter table file add column uploaded_by_partner_id uuid references partner on delete restrict;
alter table file add constraint file_has_an_uploader check (num_nonnulls(uploaded_by, uploaded_by_partner_id) = 1);

-- Somebody who was referred to us is invited to apply: a link by mail, that opens a prefilled draft to whoever has the address.
create table application_invitation (
  application_invitation_id uuid primary key,
  referral_id uuid not null references referral on delete restrict,
  call_id uuid not null references call on delete restrict,
  -- Blanked with the person.
  email text check (email = lower(email) and length(email) <= 254),
  token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  invited_by uuid references account on delete restrict,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  -- A draft may be discarded.
  application_id uuid references application on delete set null,
  constraint application_invitation_order check (expires_at > created_at)
);

create index application_invitation_referral_idx on application_invitation (referral_id, created_at);
create index application_invitation_application_idx on application_invitation (application_id) where application_id is not null;
