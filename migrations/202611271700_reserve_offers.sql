-- Money that comes back is offered to the reserve list. What is offered is held by the ledger: two offers never promise the same euro.

-- How a call goes on once its results are published; without a row, as the defaults of the API say.
create table award_procedure (
  call_id uuid primary key references call on delete restrict,
  -- Days that a laureate has to accept, from the publication on.
  accept_days integer not null check (accept_days between 1 and 365),
  -- Freed money is offered to the next of the reserve list without anybody asking.
  offers_by_itself boolean not null,
  version integer not null default 1 check (version > 0),
  updated_at timestamptz not null
);

-- Until when its beneficiary may accept; awards from before have no end.
alter table award add column accept_by timestamptz;
create index award_to_lapse_idx on award (accept_by) where status = 'notified';

create table reserve_offer (
  reserve_offer_id uuid primary key,
  call_id uuid not null references call on delete restrict,
  application_id uuid not null references application on delete restrict,
  decision_id uuid not null references decision on delete restrict,
  reserve_rank integer not null check (reserve_rank > 0),
  amount_cents bigint not null check (amount_cents > 0),
  -- What the file could have got with enough money: more than the amount when it is a part.
  ceiling_cents bigint not null check (ceiling_cents >= amount_cents),
  status text not null default 'offered' check (status in ('offered', 'accepted', 'declined', 'expired', 'withdrawn')),
  offered_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > offered_at),
  ended_at timestamptz,
  reason text,
  award_id uuid unique references award on delete restrict,
  version integer not null default 1 check (version > 0),
  updated_at timestamptz not null,
  constraint reserve_offer_end_has_a_date check ((status = 'offered') = (ended_at is null)),
  constraint reserve_offer_accepted_is_an_award check ((status = 'accepted') = (award_id is not null))
);

-- Never twice at once, and never again once it was accepted.
create unique index reserve_offer_is_one on reserve_offer (application_id) where status in ('offered', 'accepted');
create index reserve_offer_call_idx on reserve_offer (call_id, offered_at, reserve_offer_id);
create index reserve_offer_to_expire_idx on reserve_offer (expires_at) where status = 'offered';

-- What was promised stands, and what has ended stays so.
create function guard_reserve_offer() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'an offer is never removed' using errcode = 'insufficient_privilege';
  end if;
  if old.status <> 'offered'
     or (new.reserve_offer_id, new.call_id, new.application_id, new.decision_id, new.reserve_rank, new.amount_cents,
         new.ceiling_cents, new.offered_at, new.expires_at)
        is distinct from
        (old.reserve_offer_id, old.call_id, old.application_id, old.decision_id, old.reserve_rank, old.amount_cents,
         old.ceiling_cents, old.offered_at, old.expires_at) then
    raise exception 'an offer keeps what it promised, and its end' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

create trigger reserve_offer_is_guarded before update or delete on reserve_offer
  for each row execute function guard_reserve_offer();

-- The trace of each offer: append-only, like the ledger.
create table reserve_offer_event (
  reserve_offer_event_id uuid primary key,
  reserve_offer_id uuid not null references reserve_offer on delete restrict,
  event text not null check (event in ('offer', 'accept', 'decline', 'expire', 'withdraw')),
  actor_id uuid references account on delete restrict,
  reason text,
  at timestamptz not null,
  unique (reserve_offer_id, event)
);

create trigger reserve_offer_event_is_append_only before update or delete on reserve_offer_event
  for each row execute function refuse_change();

-- The ledger holds what is offered: `hold` when the offer is made, `unhold` when it ends, once each and for the same amount.
alter table envelope add column held_cents bigint not null default 0 check (held_cents >= 0);
alter table envelope drop constraint envelope_never_overspent;
alter table envelope add constraint envelope_never_overspent check (committed_cents + held_cents <= allocated_cents);

alter table envelope_entry add column reserve_offer_id uuid references reserve_offer on delete restrict;
alter table envelope_entry drop constraint envelope_entry_kind_check;
alter table envelope_entry add constraint envelope_entry_kind_check
  check (kind in ('allocate', 'commit', 'release', 'pay', 'refund', 'hold', 'unhold'));
alter table envelope_entry drop constraint envelope_entry_names_its_award;
alter table envelope_entry add constraint envelope_entry_names_its_award check (
  (award_id is not null) = (kind in ('commit', 'release', 'pay', 'refund'))
  and (reserve_offer_id is not null) = (kind in ('hold', 'unhold'))
);
create unique index envelope_entry_holds_once on envelope_entry (reserve_offer_id, kind) where reserve_offer_id is not null;

create or replace function book_envelope_entry() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  d_allocated bigint := case when new.kind = 'allocate' then new.amount_cents else 0 end;
  d_committed bigint := case new.kind when 'commit' then new.amount_cents when 'release' then -new.amount_cents else 0 end;
  d_paid bigint := case new.kind when 'pay' then new.amount_cents when 'refund' then -new.amount_cents else 0 end;
  d_held bigint := case new.kind when 'hold' then new.amount_cents when 'unhold' then -new.amount_cents else 0 end;
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
  if known.committed_cents + known.held_cents + d_committed + d_held > known.allocated_cents + d_allocated then
    raise exception 'the envelope of call % cannot bear it', new.call_id
      using errcode = 'check_violation', constraint = 'envelope_never_overspent', table = 'envelope',
            detail = (known.allocated_cents - known.committed_cents - known.held_cents)::text;
  end if;
  if new.kind in ('hold', 'unhold') and not exists (
    select from reserve_offer o
     where o.reserve_offer_id = new.reserve_offer_id and o.call_id = new.call_id and o.amount_cents = new.amount_cents
  ) then
    raise exception 'offer % is not of this envelope and amount', new.reserve_offer_id using errcode = 'foreign_key_violation';
  end if;
  if new.kind = 'unhold' and not exists (
    select from envelope_entry e where e.reserve_offer_id = new.reserve_offer_id and e.kind = 'hold'
  ) then
    raise exception 'nothing is held for offer %', new.reserve_offer_id using errcode = 'foreign_key_violation';
  end if;
  update envelope
     set allocated_cents = allocated_cents + d_allocated,
         committed_cents = committed_cents + d_committed,
         paid_cents = paid_cents + d_paid,
         held_cents = held_cents + d_held
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

drop view envelope_discrepancy;
create view envelope_discrepancy as
  select e.call_id, e.allocated_cents, e.committed_cents, e.paid_cents, e.held_cents,
         s.allocated_sum, s.committed_sum, s.paid_sum, s.held_sum
    from envelope e
    cross join lateral (
      select coalesce(sum(amount_cents) filter (where kind = 'allocate'), 0) as allocated_sum,
             coalesce(sum(case kind when 'commit' then amount_cents when 'release' then -amount_cents else 0 end), 0) as committed_sum,
             coalesce(sum(case kind when 'pay' then amount_cents when 'refund' then -amount_cents else 0 end), 0) as paid_sum,
             coalesce(sum(case kind when 'hold' then amount_cents when 'unhold' then -amount_cents else 0 end), 0) as held_sum
        from envelope_entry where call_id = e.call_id) s
   where (e.allocated_cents, e.committed_cents, e.paid_cents, e.held_cents)
         is distinct from (s.allocated_sum, s.committed_sum, s.paid_sum, s.held_sum);

-- The row lock of an envelope, for whoever reads what is left and then promises it. The application may not write the row,
-- hence not lock it by itself. Answers the cents that nothing commits or holds; null without an envelope.
create function lock_envelope(of_call uuid) returns bigint language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  select allocated_cents - committed_cents - held_cents from envelope where call_id = of_call for update
$$;
