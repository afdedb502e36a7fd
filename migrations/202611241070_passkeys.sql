-- Passkeys: a second factor that also signs in by itself. What is kept proves nothing to anybody else.

create table passkey (
  passkey_id uuid primary key,
  account_id uuid not null references account on delete restrict,
  -- What the authenticator calls it, base64url.
  credential_id text not null unique check (length(credential_id) <= 1400),
  public_key bytea not null,
  -- Grows at each use where the authenticator counts; 0 where it does not.
  counter bigint not null default 0 check (counter >= 0),
  transports text[] not null default '{}',
  is_synced boolean not null,
  name text not null check (length(name) between 1 and 60),
  created_at timestamptz not null,
  last_used_at timestamptz
);

create index passkey_account_idx on passkey (account_id, created_at);

alter table one_time_token drop constraint one_time_token_kind_check;
alter table one_time_token add constraint one_time_token_kind_check
  check (kind in ('sign-in-link', 'second-factor', 'passkey-registration', 'passkey-sign-in'));

-- The key of the application that replaces the one in use, until a code confirms it.
alter table totp_credential add column next_secret text;
