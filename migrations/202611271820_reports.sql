-- What a beneficiary owes after the award (compte rendu financier), and money that is claimed back.

create table report (
  report_id uuid primary key,
  award_id uuid not null unique references award on delete restrict,
  call_id uuid not null references call on delete restrict,
  status text not null check (status in ('due', 'submitted', 'changes_requested', 'accepted')),
  due_on date not null,
  -- The budget as it was submitted with the application, and what its organisation writes.
  planned jsonb not null,
  content jsonb not null,
  submitted_at timestamptz,
  submitted_by uuid references account on delete restrict,
  signatory_name text check (length(signatory_name) <= 120),
  signatory_quality text check (length(signatory_quality) <= 120),
  changes_message text,
  accepted_at timestamptz,
  accepted_by uuid references account on delete restrict,
  due_moved_reason text,
  version integer not null default 1 check (version > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint report_submitted_is_signed check (
    status not in ('submitted', 'accepted')
    or (submitted_at is not null and submitted_by is not null and signatory_name is not null and signatory_quality is not null)
  ),
  constraint report_changes_have_a_message check (status <> 'changes_requested' or changes_message is not null),
  constraint report_accepted_by_somebody check ((status = 'accepted') = (accepted_at is not null and accepted_by is not null))
);

create index report_due_idx on report (due_on, report_id) where status in ('due', 'changes_requested');
create index report_status_idx on report (status, updated_at desc, report_id);

create table report_file (
  report_id uuid not null references report on delete restrict,
  file_id uuid not null unique references file on delete restrict,
  primary key (report_id, file_id)
);

-- A report that was accepted stays as it is.
create function keep_report() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.status = 'accepted' then
    raise exception 'a report stays' using errcode = 'restrict_violation';
  end if;
  if (new.award_id, new.planned) is distinct from (old.award_id, old.planned) then
    raise exception 'a report keeps its award and its plan' using errcode = 'restrict_violation';
  end if;
  if old.status = 'submitted' and new.content is distinct from old.content then
    raise exception 'a report that was submitted stays as it was submitted' using errcode = 'restrict_violation';
  end if;
  if new.status <> old.status and (old.status, new.status) not in (
    ('due', 'submitted'), ('submitted', 'accepted'), ('submitted', 'changes_requested'), ('changes_requested', 'submitted')
  ) then
    raise exception 'a report does not go from % to %', old.status, new.status using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create trigger report_is_kept before update or delete on report for each row execute function keep_report();

-- Money claimed back. It enters the ledger when it has come, not before.
create table refund (
  refund_id uuid primary key,
  award_id uuid not null references award on delete restrict,
  call_id uuid not null references call on delete restrict,
  amount_cents bigint not null check (amount_cents between 1 and 100000000000),
  reason text not null check (length(reason) between 5 and 2000),
  status text not null check (status in ('claimed', 'recovered', 'cancelled')),
  due_on date not null,
  claimed_by uuid not null references account on delete restrict,
  claimed_at timestamptz not null,
  recovered_on date,
  cancelled_reason text,
  released_at timestamptz,
  version integer not null default 1 check (version > 0),
  updated_at timestamptz not null,
  constraint refund_recovered_on_a_day check ((status = 'recovered') = (recovered_on is not null)),
  constraint refund_cancelled_for_a_reason check ((status = 'cancelled') = (cancelled_reason is not null)),
  constraint refund_released_once_recovered check (released_at is null or status = 'recovered')
);

create index refund_award_idx on refund (award_id, claimed_at, refund_id);
create index refund_status_idx on refund (status, due_on, refund_id);

create function keep_refund() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  paid bigint;
  claimed bigint;
begin
  if tg_op = 'DELETE' then
    raise exception 'a claim stays' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'UPDATE' then
    if (new.award_id, new.call_id, new.amount_cents, new.reason) is distinct from (old.award_id, old.call_id, old.amount_cents, old.reason)
       or (new.status <> old.status and old.status <> 'claimed') then
      raise exception 'a claim is cancelled and made anew, never changed' using errcode = 'restrict_violation';
    end if;
    return new;
  end if;
  -- Claims of one award wait here for one another: together they are never more than what was paid.
  select paid_cents into paid from envelope_award where award_id = new.award_id for update;
  select coalesce(sum(amount_cents), 0) into claimed from refund where award_id = new.award_id and status = 'claimed';
  if claimed + new.amount_cents > coalesce(paid, 0) then
    raise exception 'award % was not paid that much', new.award_id
      using errcode = 'check_violation', constraint = 'refund_within_paid', table = 'refund';
  end if;
  return new;
end $$;

create trigger refund_is_kept before insert or update or delete on refund for each row execute function keep_refund();

-- One claim is booked once, and with its own amount.
alter table envelope_entry add column refund_id uuid references refund on delete restrict;
alter table envelope_entry add constraint envelope_entry_refund_comes_back check (refund_id is null or kind = 'refund');
create unique index envelope_entry_refund_key on envelope_entry (refund_id);

create function check_refund_is_booked() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not exists (
    select from envelope_entry
     where refund_id = new.refund_id and kind = 'refund' and award_id = new.award_id and amount_cents = new.amount_cents
  ) then
    raise exception 'refund % is recovered without its entry in the ledger', new.refund_id using errcode = 'check_violation';
  end if;
  return null;
end $$;

create constraint trigger refund_is_booked after update of status on refund deferrable initially deferred
  for each row when (new.status = 'recovered' and old.status <> 'recovered') execute function check_refund_is_booked();
