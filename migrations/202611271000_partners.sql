-- The services that referrals go to and come from: the chambers, others, and the département itself, because the protocol is the
-- same in both directions.

create table partner (
  partner_id uuid primary key,
  -- What is real and what is tried out never meet: a referral, its source and its recipients are of one mode.
  mode text not null check (mode in ('live', 'test')),
  kind text not null check (kind in ('department', 'cci', 'cma', 'other')),
  name text collate "fr-x-icu" not null check (length(name) between 1 and 200),
  -- full: its system calls us and takes webhooks; pull: it polls; light: mails and links, no system.
  connection text not null check (connection in ('full', 'pull', 'light')),
  contact_email text not null check (contact_email = lower(contact_email) and length(contact_email) <= 254),
  -- Clocks of the agreement, in working days.
  acknowledge_days integer not null default 2 check (acknowledge_days between 1 and 60),
  answer_days integer not null default 5 check (answer_days between 1 and 60),
  contact_days integer not null default 5 check (contact_days between 1 and 60),
  -- When a partner that has not answered is reminded, and when the managers of the département are told.
  poke_days integer not null default 5 check (poke_days between 1 and 60),
  escalate_days integer not null default 10 check (escalate_days between 1 and 90),
  -- Calendar days without news after which somebody is asked for them.
  nudge_days integer not null default 45 check (nudge_days between 7 and 119),
  is_active boolean not null default true,
  -- The real partner that tries things out here, and how far its clock was put forward.
  live_partner_id uuid unique references partner on delete restrict,
  clock_offset_ms bigint not null default 0 check (clock_offset_ms >= 0),
  is_canned boolean not null default false,
  is_demo boolean not null default false,
  version integer not null default 1 check (version > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint partner_mode_key unique (partner_id, mode),
  constraint partner_sandbox check (
    (live_partner_id is null or mode = 'test')
    and (mode = 'test' or clock_offset_ms = 0)
    and (mode = 'test' or not is_canned)
  )
);

create unique index partner_one_department on partner (mode) where kind = 'department';
create unique index partner_name_key on partner (mode, name) where live_partner_id is null;

-- Advisers of a partner who work here with an account.
create table partner_member (
  account_id uuid primary key references account on delete restrict,
  partner_id uuid not null references partner on delete restrict,
  since timestamptz not null
);

create index partner_member_partner_idx on partner_member (partner_id);

-- No key before an agreement that is signed.
create table partner_agreement (
  partner_agreement_id uuid primary key,
  partner_id uuid not null references partner on delete restrict,
  title text not null check (length(title) between 1 and 200),
  signed_on date not null,
  starts_on date not null,
  ends_on date,
  created_at timestamptz not null,
  constraint partner_agreement_order check (ends_on is null or ends_on >= starts_on)
);

create index partner_agreement_partner_idx on partner_agreement (partner_id, starts_on desc);

-- What a partner does, for whom, where, and whether it has room: routing and refusals read this.
create table partner_service (
  partner_service_id uuid primary key,
  partner_id uuid not null references partner on delete restrict,
  name text not null check (length(name) between 1 and 200),
  subjects text[] not null check (cardinality(subjects) > 0),
  -- INSEE codes; empty: everywhere.
  communes text[] not null default '{}',
  activity text not null check (activity in ('artisanal', 'commercial', 'any')),
  capacity text not null check (capacity in ('open', 'waiting_list', 'full')),
  is_active boolean not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create index partner_service_partner_idx on partner_service (partner_id, name);

-- Keys are shown once and kept as hashes. `rights` bounds what a key may do, `networks` from where.
create table partner_key (
  partner_key_id uuid primary key,
  partner_id uuid not null references partner on delete restrict,
  name text not null check (length(name) between 1 and 120),
  hint text not null check (length(hint) <= 20),
  token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  rights text[] not null check (
    cardinality(rights) > 0
    and rights <@ array['referrals:read', 'referrals:write', 'events:read', 'webhooks:manage', 'services:write']
  ),
  networks text[] not null default '{}',
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  -- How many days before its end it was last warned of.
  warned_days integer check (warned_days in (7, 30)),
  revoked_at timestamptz,
  constraint partner_key_order check (expires_at > created_at)
);

create index partner_key_partner_idx on partner_key (partner_id, created_at desc);
create index partner_key_expiry_idx on partner_key (expires_at) where revoked_at is null;

-- Short-lived tokens: of OAuth client credentials, and of the links that partners without a system get by mail.
create table partner_token (
  token_hash text primary key check (token_hash ~ '^[0-9a-f]{64}$'),
  kind text not null check (kind in ('access', 'link')),
  partner_id uuid not null references partner on delete restrict,
  partner_key_id uuid references partner_key on delete restrict,
  -- What the client asked for (its scope), within the rights of the key; null: all of them.
  rights text[],
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  constraint partner_token_key check ((kind = 'access') = (partner_key_id is not null))
);

create index partner_token_expiry_idx on partner_token (expires_at);
create index partner_token_partner_idx on partner_token (partner_id, kind);

-- What a partner calls our codes.
create table partner_code (
  partner_id uuid not null references partner on delete restrict,
  kind text not null check (kind in ('decline_reason', 'outcome', 'subject')),
  theirs text not null check (length(theirs) between 1 and 60),
  ours text not null check (length(ours) between 1 and 60),
  primary key (partner_id, kind, theirs)
);

-- One line a call by key, for the partner itself: no bodies, no addresses of people, no values of the address line.
create table partner_call (
  position bigint generated always as identity primary key,
  partner_id uuid not null references partner on delete restrict,
  partner_key_id uuid references partner_key on delete restrict,
  request_id text not null,
  at timestamptz not null,
  operation text not null,
  status integer not null,
  code text,
  duration_ms integer not null
);

create index partner_call_partner_idx on partner_call (partner_id, position desc);
create index partner_call_age_idx on partner_call (at);

-- A key may leave lines of the audit trail.
alter table audit_entry drop constraint audit_entry_actor_kind_check;
alter table audit_entry add constraint audit_entry_actor_kind_check
  check (actor_kind in ('account', 'partner', 'anonymous', 'system'));
