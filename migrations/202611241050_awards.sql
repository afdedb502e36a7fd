-- Scenarios (award rules run on a snapshot of scores), decisions, awards.

create table scenario (
  scenario_id uuid primary key,
  call_id uuid not null references call on delete restrict,
  label text not null,
  rules jsonb not null,
  snapshot jsonb not null,
  result jsonb not null,
  engine_version text not null,
  rules_sha256 text not null check (rules_sha256 ~ '^[0-9a-f]{64}$'),
  snapshot_sha256 text not null check (snapshot_sha256 ~ '^[0-9a-f]{64}$'),
  result_sha256 text not null check (result_sha256 ~ '^[0-9a-f]{64}$'),
  departure_reason text,
  created_by uuid references account on delete restrict,
  created_at timestamptz not null
);

create index scenario_call_idx on scenario (call_id, created_at);
create trigger scenario_is_append_only before update or delete on scenario for each row execute function refuse_change();

-- Which scenario a call follows; adopting another one replaces the row.
create table adoption (
  call_id uuid primary key references call on delete restrict,
  scenario_id uuid not null references scenario on delete restrict,
  adopted_by uuid references account on delete restrict,
  adopted_at timestamptz not null
);

create table decision (
  decision_id uuid primary key,
  call_id uuid not null references call on delete restrict,
  application_id uuid not null unique references application on delete restrict,
  scenario_id uuid references scenario on delete restrict,
  place integer not null,
  outcome text not null check (outcome in ('awarded', 'reserve', 'refused', 'inadmissible')),
  amount_cents bigint check (amount_cents > 0),
  reserve_rank integer check (reserve_rank > 0),
  reason text,
  proposed_outcome text check (proposed_outcome in ('awarded', 'reserve', 'refused', 'inadmissible')),
  proposed_cents bigint,
  departure_reason text,
  status text not null check (status in ('proposed', 'decided', 'published')),
  decided_by uuid references account on delete restrict,
  decided_at timestamptz,
  published_at timestamptz,
  version integer not null default 1 check (version > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint decision_awarded_has_an_amount check ((outcome = 'awarded') = (amount_cents is not null)),
  constraint decision_reserve_has_a_rank check ((outcome = 'reserve') = (reserve_rank is not null)),
  constraint decision_decided_has_a_date check (status = 'proposed' or decided_at is not null),
  constraint decision_published_has_a_date check ((status = 'published') = (published_at is not null)),
  constraint decision_departure_is_written check (
    scenario_id is null or departure_reason is not null
    or (outcome is not distinct from proposed_outcome and amount_cents is not distinct from nullif(proposed_cents, 0))
  )
);

create index decision_call_idx on decision (call_id, place, decision_id);

create table award (
  award_id uuid primary key,
  call_id uuid not null references call on delete restrict,
  application_id uuid not null unique references application on delete restrict,
  decision_id uuid not null unique references decision on delete restrict,
  amount_cents bigint not null check (amount_cents > 0),
  status text not null check (
    status in ('committed', 'notified', 'accepted', 'renounced', 'lapsed', 'agreed', 'settled', 'terminated')
  ),
  committed_at timestamptz not null,
  notified_at timestamptz,
  accepted_at timestamptz,
  renounced_at timestamptz,
  renounced_reason text,
  version integer not null default 1 check (version > 0),
  updated_at timestamptz not null,
  constraint award_renounced_has_a_reason check ((status = 'renounced') = (renounced_at is not null and renounced_reason is not null))
);

create index award_call_idx on award (call_id, committed_at, award_id);

alter table envelope_entry add constraint envelope_entry_award_fk foreign key (award_id) references award on delete restrict;
alter table envelope_award add constraint envelope_award_award_fk foreign key (award_id) references award on delete restrict;
