-- What every module leans on: audit trail, events, mail, answers kept for idempotency, counters of attempts.

-- One line a write, in the transaction of the write. `position` orders lines; the chain is made afterwards (audit_link),
-- so that concurrent writers never wait for one another.
create table audit_entry (
  audit_entry_id uuid primary key,
  position bigint generated always as identity unique,
  -- The transaction that wrote the line: what is older than every running transaction is complete and can be linked.
  written_in xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  operation text not null,
  subject_type text not null,
  subject_id uuid not null,
  actor_id uuid,
  actor_kind text not null check (actor_kind in ('account', 'anonymous', 'system')),
  version_before integer,
  version_after integer,
  request_id text not null,
  data jsonb not null default '{}'
);

create index audit_entry_subject_idx on audit_entry (subject_type, subject_id, position desc);
create trigger audit_entry_is_append_only before update or delete on audit_entry for each row execute function refuse_change();

-- Each line’s place in the chain: hash = SHA-256(previous hash ‖ canonical JSON of the line).
create table audit_link (
  place bigint primary key check (place > 0),
  audit_entry_id uuid not null unique references audit_entry on delete restrict,
  hash text not null check (hash ~ '^[0-9a-f]{64}$')
);

create trigger audit_link_is_append_only before update or delete on audit_link for each row execute function refuse_change();

-- How far the linker has come: every line of a transaction below this one has its link.
create table audit_progress (
  is_only boolean primary key default true check (is_only),
  linked_before xid8 not null
);

insert into audit_progress (linked_before) values ('0');
create index audit_entry_written_idx on audit_entry (written_in);

-- Domain events, in the transaction that caused them; webhooks and feeds read them in commit order.
create table outbox_event (
  outbox_event_id uuid primary key,
  position bigint generated always as identity unique,
  written_in xid8 not null default pg_current_xact_id(),
  kind text not null,
  subject_type text not null,
  subject_id uuid not null,
  data jsonb not null default '{}',
  at timestamptz not null
);

create trigger outbox_event_is_append_only before update or delete on outbox_event for each row execute function refuse_change();

create table mail (
  mail_id uuid primary key,
  template text not null,
  recipient text not null,
  locale text not null check (locale in ('fr', 'en')),
  subject text not null,
  body text not null,
  -- The same mail is queued once.
  dedupe_key text unique,
  created_at timestamptz not null,
  sent_at timestamptz,
  attempts integer not null default 0,
  last_error text
);

create index mail_unsent_idx on mail (created_at) where sent_at is null;
create index mail_recent_idx on mail (created_at desc, mail_id);

create table idempotency_record (
  owner text not null,
  key text not null check (length(key) between 1 and 255),
  operation text not null,
  request_sha256 text not null,
  status integer,
  body text,
  headers jsonb,
  created_at timestamptz not null,
  primary key (owner, key)
);

create index idempotency_record_age_idx on idempotency_record (created_at);

-- Shape asked by rate-limiter-flexible.
create table rate_limit (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
