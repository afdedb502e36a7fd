-- Calls for projects (editions of a programme). Form, grid and award rules are data, frozen at publication.

create table programme (
  programme_id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9-]{1,60}$'),
  name text not null
);

insert into programme (programme_id, slug, name) values ('0193a000-0000-7000-8000-000000000001', 'progress', 'Progr’ESS');

create table call (
  call_id uuid primary key,
  programme_id uuid not null references programme on delete restrict,
  code text not null unique check (code ~ '^[A-Z0-9]{2,10}$'),
  edition integer not null check (edition > 0),
  title text not null,
  theme text not null,
  summary text not null,
  description text not null,
  documents_to_prepare text[] not null default '{}',
  opens_at timestamptz,
  closes_at timestamptz,
  grace_minutes integer not null default 0 check (grace_minutes between 0 and 1440),
  evaluation_ends_at timestamptz,
  results_expected_on date,
  over_cap_policy text not null check (over_cap_policy in ('refuse', 'warn')),
  eligibility jsonb not null,
  form jsonb not null,
  grid jsonb not null,
  award_rules jsonb not null,
  status text not null check (status in ('draft', 'published', 'results_published', 'archived', 'cancelled')),
  published_at timestamptz,
  results_published_at timestamptz,
  cancelled_at timestamptz,
  cancelled_reason text,
  archived_at timestamptz,
  form_sha256 text,
  grid_sha256 text,
  award_rules_sha256 text,
  call_sha256 text,
  last_number integer not null default 0,
  is_demo boolean not null default false,
  created_by uuid references account on delete restrict,
  version integer not null default 1 check (version > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint call_dates_in_order check (opens_at is null or closes_at is null or opens_at < closes_at),
  constraint call_published_is_whole check (
    status in ('draft', 'cancelled')
    or (
      published_at is not null and opens_at is not null and closes_at is not null
      and form_sha256 is not null and grid_sha256 is not null and award_rules_sha256 is not null and call_sha256 is not null
    )
  ),
  constraint call_results_have_a_date check (status not in ('results_published', 'archived') or results_published_at is not null),
  constraint call_archived_has_a_date check ((status = 'archived') = (archived_at is not null)),
  constraint call_cancelled_has_a_reason check ((status = 'cancelled') = (cancelled_reason is not null and cancelled_at is not null))
);

-- The list: latest edition first.
create index call_list_idx on call (edition desc, call_id desc);

-- What publication froze stays frozen, whoever writes; the closing may only move later, and nothing goes back to a draft.
create function keep_call_frozen() returns trigger language plpgsql as $$
begin
  if old.published_at is null then
    return case when tg_op = 'DELETE' then old else new end;
  end if;
  if tg_op = 'DELETE' then
    raise exception 'call % was published: it stays', old.code using errcode = 'restrict_violation';
  end if;
  if (new.call_id, new.programme_id, new.code, new.edition, new.title, new.theme, new.summary, new.description,
      new.documents_to_prepare, new.opens_at, new.grace_minutes, new.over_cap_policy, new.eligibility, new.form, new.grid,
      new.award_rules, new.published_at, new.form_sha256, new.grid_sha256, new.award_rules_sha256, new.call_sha256)
     is distinct from
     (old.call_id, old.programme_id, old.code, old.edition, old.title, old.theme, old.summary, old.description,
      old.documents_to_prepare, old.opens_at, old.grace_minutes, old.over_cap_policy, old.eligibility, old.form, old.grid,
      old.award_rules, old.published_at, old.form_sha256, old.grid_sha256, old.award_rules_sha256, old.call_sha256) then
    raise exception 'call % is published: its rules are frozen', old.code using errcode = 'restrict_violation';
  end if;
  if new.closes_at is null or new.closes_at < old.closes_at then
    raise exception 'call % may only close later', old.code using errcode = 'restrict_violation';
  end if;
  if new.status = 'draft' then
    raise exception 'call % is published: it is no draft any more', old.code using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create trigger call_stays_frozen before update or delete on call for each row execute function keep_call_frozen();

-- Public history of a call: append-only.
create table call_notice (
  call_notice_id uuid primary key,
  call_id uuid not null references call on delete restrict,
  kind text not null check (kind in ('published', 'closing_moved', 'erratum', 'cancelled', 'results_published', 'archived')),
  text text,
  closes_at timestamptz,
  actor_id uuid references account on delete restrict,
  at timestamptz not null
);

create index call_notice_call_idx on call_notice (call_id, at);
create trigger call_notice_is_append_only before update or delete on call_notice for each row execute function refuse_change();

-- Seeds of draws: their SHA-256 is public with the call, they themselves only with its results.
create table draw_seed (
  commitment text primary key check (commitment ~ '^[0-9a-f]{64}$'),
  -- A seed serves one call: that of another may be revealed already.
  call_id uuid not null references call on delete restrict,
  seed_hex text not null check (seed_hex ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null
);

create trigger draw_seed_is_append_only before update or delete on draw_seed for each row execute function refuse_change();

-- The money of a call: an envelope and its append-only ledger. PostgreSQL itself refuses to overspend.
create table envelope (
  call_id uuid primary key references call on delete restrict,
  allocated_cents bigint not null default 0,
  committed_cents bigint not null default 0 check (committed_cents >= 0),
  paid_cents bigint not null default 0 check (paid_cents >= 0),
  -- Up to one thousand million euros: what the contract can say.
  constraint envelope_allocated_is_sane check (allocated_cents between 0 and 100000000000),
  constraint envelope_never_overspent check (committed_cents <= allocated_cents),
  constraint envelope_pays_only_what_is_committed check (paid_cents <= committed_cents)
);

-- Net committed and net paid of each award, kept by the same trigger.
create table envelope_award (
  award_id uuid primary key,
  call_id uuid not null references envelope on delete restrict,
  committed_cents bigint not null default 0 check (committed_cents >= 0),
  paid_cents bigint not null default 0 check (paid_cents >= 0),
  constraint award_pays_only_what_is_committed check (paid_cents <= committed_cents)
);

create table envelope_entry (
  envelope_entry_id uuid primary key,
  call_id uuid not null references envelope on delete restrict,
  kind text not null check (kind in ('allocate', 'commit', 'release', 'pay', 'refund')),
  -- allocate may be negative (the envelope is lowered), the others never.
  amount_cents bigint not null check (amount_cents <> 0 and (kind = 'allocate' or amount_cents > 0)),
  award_id uuid,
  actor_id uuid references account on delete restrict,
  reason text,
  at timestamptz not null,
  constraint envelope_entry_names_its_award check ((kind = 'allocate') = (award_id is null))
);

create index envelope_entry_call_idx on envelope_entry (call_id, at, envelope_entry_id);
create index envelope_entry_award_idx on envelope_entry (award_id);
create trigger envelope_entry_is_append_only before update or delete on envelope_entry for each row execute function refuse_change();

-- Every entry moves the cached totals under the row lock of its envelope. What would take committed money above the
-- total is refused here, with the cents that are left as its detail; the CHECKs refuse it again, whatever the function does.
-- SECURITY DEFINER: the application may append entries, but cannot touch the totals itself.
create function book_envelope_entry() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  d_allocated bigint := case when new.kind = 'allocate' then new.amount_cents else 0 end;
  d_committed bigint := case new.kind when 'commit' then new.amount_cents when 'release' then -new.amount_cents else 0 end;
  d_paid bigint := case new.kind when 'pay' then new.amount_cents when 'refund' then -new.amount_cents else 0 end;
  known envelope;
begin
  if new.kind = 'allocate' then
    insert into envelope (call_id) values (new.call_id) on conflict (call_id) do nothing;
  end if;
  -- Entries of one envelope wait here for one another: each sees what the one before it left.
  select * into known from envelope where call_id = new.call_id for update;
  if not found then
    raise exception 'call % has no envelope', new.call_id using errcode = 'foreign_key_violation';
  end if;
  if known.committed_cents + d_committed > known.allocated_cents + d_allocated then
    raise exception 'the envelope of call % cannot bear it', new.call_id
      using errcode = 'check_violation', constraint = 'envelope_never_overspent', table = 'envelope',
            detail = (known.allocated_cents - known.committed_cents)::text;
  end if;
  update envelope
     set allocated_cents = allocated_cents + d_allocated,
         committed_cents = committed_cents + d_committed,
         paid_cents = paid_cents + d_paid
   where call_id = new.call_id;
  if new.award_id is not null then
    insert into envelope_award (award_id, call_id) values (new.award_id, new.call_id) on conflict (award_id) do nothing;
    update envelope_award
       set committed_cents = committed_cents + d_committed, paid_cents = paid_cents + d_paid
     where award_id = new.award_id and call_id = new.call_id;
    if not found then
      raise exception 'award % belongs to another envelope', new.award_id using errcode = 'foreign_key_violation';
    end if;
  end if;
  return new;
end $$;

create trigger envelope_entry_is_booked before insert on envelope_entry for each row execute function book_envelope_entry();

-- The proof that the cached totals equal the sums of the ledger: no row means that it holds.
create view envelope_discrepancy as
  select e.call_id, e.allocated_cents, e.committed_cents, e.paid_cents,
         s.allocated_sum, s.committed_sum, s.paid_sum
    from envelope e
    cross join lateral (
      select coalesce(sum(amount_cents) filter (where kind = 'allocate'), 0) as allocated_sum,
             coalesce(sum(case kind when 'commit' then amount_cents when 'release' then -amount_cents else 0 end), 0) as committed_sum,
             coalesce(sum(case kind when 'pay' then amount_cents when 'refund' then -amount_cents else 0 end), 0) as paid_sum
        from envelope_entry where call_id = e.call_id) s
   where (e.allocated_cents, e.committed_cents, e.paid_cents) is distinct from (s.allocated_sum, s.committed_sum, s.paid_sum);
