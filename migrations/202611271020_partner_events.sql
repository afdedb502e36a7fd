-- The feed of each partner and its webhooks, out of the outbox.

-- Who is told of an event; nobody outside, when empty.
alter table outbox_event add column audience uuid[] not null default '{}';
create index outbox_event_audience_idx on outbox_event (written_in) where audience <> '{}';

-- Each partner’s events in the order in which they became visible, counted by itself: nobody reads from a place how much
-- others do. One placer at a time hands places out, so that a reader who has seen place 7 never misses a 6.
create table partner_event (
  partner_id uuid not null references partner on delete restrict,
  place bigint not null check (place > 0),
  outbox_event_id uuid not null references outbox_event on delete restrict,
  primary key (partner_id, place),
  constraint partner_event_once unique (outbox_event_id, partner_id)
);

create trigger partner_event_is_append_only before update or delete on partner_event
  for each row execute function refuse_change();

-- Events of transactions below this one have their places: where the placer begins to look.
create table feed_progress (
  is_only boolean primary key default true check (is_only),
  placed_before xid8 not null
);

insert into feed_progress (placed_before) values ('0');

create table webhook (
  webhook_id uuid primary key,
  partner_id uuid not null references partner on delete restrict,
  url text not null check (length(url) <= 2000),
  -- Empty: every kind.
  kinds text[] not null default '{}',
  -- In clear, because it signs: as the secrets of code generators.
  secret text not null check (secret ~ '^whsec_'),
  -- While receivers change over, deliveries carry both signatures.
  former_secret text check (former_secret ~ '^whsec_'),
  former_until timestamptz,
  status text not null check (status in ('active', 'paused', 'disabled')),
  status_reason text check (status_reason in ('asked', 'gone', 'failing')),
  -- Of the first failure since the last success.
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
  subject_id uuid not null,
  -- The order within one subject: the place in the partner’s feed; 0 for a test.
  place bigint not null check (place >= 0),
  -- The event’s id, the same at each attempt: receivers drop doubles by it.
  message_id uuid not null,
  kind text not null,
  payload text not null,
  status text not null check (status in ('waiting', 'delivered', 'failed', 'dropped')),
  -- Of the present series; a redelivery begins another.
  attempts integer not null default 0 check (attempts >= 0),
  first_attempt_at timestamptz,
  last_attempt_at timestamptz,
  last_status integer,
  last_error text check (length(last_error) <= 300),
  delivered_at timestamptz,
  created_at timestamptz not null,
  constraint webhook_delivery_done check ((status = 'delivered') = (delivered_at is not null))
);

create index webhook_delivery_waiting_idx on webhook_delivery (webhook_id, subject_id, place) where status = 'waiting';
create index webhook_delivery_journal_idx on webhook_delivery (webhook_id, created_at desc, delivery_id desc);
create index webhook_delivery_age_idx on webhook_delivery (created_at);

-- What waits for one webhook about one subject goes one after the other: whoever delivers takes the whole lane.
create table webhook_lane (
  webhook_id uuid not null references webhook on delete restrict,
  subject_id uuid not null,
  next_attempt_at timestamptz not null,
  -- Failed attempts of the delivery at its head.
  failures integer not null default 0 check (failures >= 0),
  -- Taken by a process until then; afterwards it counts as dead, and another one takes the lane.
  lease_id uuid,
  leased_until timestamptz,
  -- Counts arrivals: a lane is removed only if none came since it was seen empty.
  arrivals bigint not null default 1,
  primary key (webhook_id, subject_id),
  constraint webhook_lane_lease check ((lease_id is null) = (leased_until is null))
);

create index webhook_lane_fresh_idx on webhook_lane (webhook_id, next_attempt_at) where failures = 0;
create index webhook_lane_retry_idx on webhook_lane (webhook_id, next_attempt_at) where failures > 0;
create index webhook_lane_leased_idx on webhook_lane (webhook_id, leased_until) where leased_until is not null;
