-- Accounts, their sessions and second factors. Secrets that only prove something are kept as hashes.

create table account (
  account_id uuid primary key,
  email text not null unique check (email = lower(email) and length(email) <= 254),
  display_name text not null check (length(display_name) between 1 and 120),
  roles text[] not null default '{applicant}'
    check (roles <@ array['applicant', 'agent', 'manager', 'evaluator', 'commissioner', 'partner', 'funder', 'admin']),
  locale text not null default 'fr' check (locale in ('fr', 'en')),
  is_disabled boolean not null default false,
  is_demo boolean not null default false,
  password_hash text,
  version integer not null default 1 check (version > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  last_sign_in_at timestamptz
);

create index account_list_idx on account (display_name, account_id);

create table session (
  session_id uuid primary key,
  account_id uuid not null references account on delete restrict,
  token_hash text not null unique,
  csrf_token text not null,
  -- `double`: a password or link, and a second factor.
  assurance text not null check (assurance in ('single', 'double')),
  user_agent text,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);

create index session_account_idx on session (account_id, last_seen_at desc) where ended_at is null;

create table totp_credential (
  account_id uuid primary key references account on delete restrict,
  secret text not null,
  -- The last time step that was used: a code counts once.
  last_step bigint not null default 0,
  confirmed_at timestamptz,
  created_at timestamptz not null
);

create table recovery_code (
  account_id uuid not null references account on delete restrict,
  code_hash text not null,
  used_at timestamptz,
  primary key (account_id, code_hash)
);

-- Links and challenges: used once, short-lived, kept as hashes of what was sent.
create table one_time_token (
  token_hash text primary key,
  kind text not null check (kind in ('sign-in-link', 'second-factor')),
  account_id uuid references account on delete restrict,
  email text,
  display_name text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create index one_time_token_expiry_idx on one_time_token (expires_at);

create table invitation (
  invitation_id uuid primary key,
  email text not null check (email = lower(email)),
  display_name text not null,
  roles text[] not null,
  token_hash text not null unique,
  invited_by uuid references account on delete restrict,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz
);

create unique index invitation_one_open on invitation (email) where accepted_at is null and revoked_at is null;
