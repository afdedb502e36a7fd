-- The feed of each partner and its webhooks, out of the outbox.

-- Who is told of an event; nobody outside, when empty.
alter table outbox_event add column audience uuid[] not null default '{}';
create index outbox_event_audience_idx on outbox_event (written_in) where audience <> '{}';

-- Each partner’s events in the order in which they became visible: one placer at a time hands out places after the commit,
-- so that a reader who has seen place 7 never misses a 6 that was committed late.
create table partner_event (
  place bigint not null,
  partner_id uuid not null references partner on delete restrict,
  outbox_event_id uuid not null references outbox_event on delete restrict,
  primary key (partner_id, place),
  constraint partner_event_once unique (outbox_event_id, partner_id)
);

create table feed_progress (
  is_only boolean primary key default true check (is_only),
  last_place bigint not null,
  placed_before xid8 not null
);

insert into feed_progress (last_place, placed_before) values (0, '0');

create table webhook (
  webhook_id uuid primary key,
  partner_id uuid not null references partner on delete restrict,
  url text not null check (length(url) <= 500),
  -- Empty: every kind.
  kinds text[] not null default '{}',
  secret text not null check (secret ~ '^whsec_'),
  -- While receivers change over, deliveries carry both signatures.
  former_secret text check (former_secret ~ '^whsec_'),
  former_until timestamptz,
  status text not null check (status in ('active', 'paused', 'disabled')),
  status_reason text check (status_reason in ('asked', 'gone', 'failing')),
  failing_since timestamptz,
  version integer not null default 1 check (version > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint webhook_former check ((former_secret is null) = (former_until is null)),
  constraint webhook_reason check ((status = 'active') = (status_reason is null))
);

create index webhook_partner_idx on webhook (partner_id, created_at);

create table webhook_delivery (
  delivery_id uuid primary key,
  webhook_id uuid not null references webhook on delete restrict,
  -- The order within one subject.
  place bigint not null,
  subject_id uuid not null,
  outbox_event_id uuid references outbox_event on delete restrict,
  kind text not null,
  payload text not null,
  status text not null check (status in ('waiting', 'delivered', 'failed', 'dropped')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  -- Claimed by a process until then.
  leased_until timestamptz,
  last_status integer,
  last_error text check (length(last_error) <= 300),
  last_attempt_at timestamptz,
  delivered_at timestamptz,
  created_at timestamptz not null,
  constraint webhook_delivery_done check ((status = 'delivered') = (delivered_at is not null))
);

create index webhook_delivery_waiting_idx on webhook_delivery (webhook_id, subject_id, place) where status = 'waiting';
create index webhook_delivery_due_idx on webhook_delivery (next_attempt_at) where status = 'waiting';
create index webhook_delivery_journal_idx on webhook_delivery (webhook_id, created_at desc, delivery_id);
create index webhook_delivery_age_idx on webhook_delivery (created_at);
