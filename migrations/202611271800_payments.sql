-- What follows an award: how a call follows up, bank accounts, payment plans, the lists that the public accountant pays from.

-- Settings of a call that may change after its publication: they are no promise to applicants. A call without a row has the defaults.
create table follow_up (
  call_id uuid primary key references call on delete restrict,
  settings jsonb not null,
  version integer not null default 1 check (version > 0),
  updated_at timestamptz not null
);

-- Accounts that beneficiaries are paid on, with their history. The number is sealed by the application (AES-256-GCM); what is
-- shown of it stands beside it.
create table bank_account (
  bank_account_id uuid primary key,
  organisation_id uuid not null references organisation on delete restrict,
  holder text not null check (length(holder) between 1 and 140),
  iban_sealed text not null,
  iban_key text not null,
  iban_masked text not null,
  bic text check (bic ~ '^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$'),
  status text not null check (status in ('proposed', 'confirmed', 'rejected', 'withdrawn', 'replaced')),
  proposed_by uuid not null references account on delete restrict,
  proposed_at timestamptz not null,
  proof_file_id uuid unique references file on delete restrict,
  decided_by uuid references account on delete restrict,
  decided_at timestamptz,
  -- What was checked before a confirmation, or why it was rejected.
  decision_note text,
  -- Why an account under another name is the beneficiary’s all the same.
  holder_reason text,
  version integer not null default 1 check (version > 0),
  updated_at timestamptz not null,
  constraint bank_account_decided check ((status = 'proposed') = (decided_at is null)),
  constraint bank_account_confirmed_by_another check (
    status not in ('confirmed', 'replaced')
    or (decided_by is not null and decided_by <> proposed_by and decision_note is not null)
  )
);

create unique index bank_account_confirmed_key on bank_account (organisation_id) where status = 'confirmed';
create unique index bank_account_proposed_key on bank_account (organisation_id) where status = 'proposed';
create index bank_account_history_idx on bank_account (organisation_id, proposed_at desc, bank_account_id);
-- Those that wait for a check; those that an older key sealed.
create index bank_account_waiting_idx on bank_account (proposed_at, bank_account_id) where status = 'proposed';
create index bank_account_key_idx on bank_account (iban_key);

-- History is kept: an account is never another one, and only its seal may be renewed with another key.
create function keep_bank_account() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'bank accounts keep their history' using errcode = 'restrict_violation';
  end if;
  if (new.bank_account_id, new.organisation_id, new.holder, new.iban_masked, new.bic, new.proposed_by, new.proposed_at)
     is distinct from
     (old.bank_account_id, old.organisation_id, old.holder, old.iban_masked, old.bic, old.proposed_by, old.proposed_at)
     or (new.iban_sealed is distinct from old.iban_sealed and new.iban_key = old.iban_key) then
    raise exception 'a bank account is replaced, never changed' using errcode = 'restrict_violation';
  end if;
  if new.status <> old.status and not (
    (old.status = 'proposed' and new.status in ('confirmed', 'rejected', 'withdrawn'))
    or (old.status = 'confirmed' and new.status = 'replaced')
  ) then
    raise exception 'a bank account does not go from % to %', old.status, new.status using errcode = 'restrict_violation';
  end if;
  if old.status <> 'proposed' and (new.decided_by, new.decided_at, new.decision_note, new.holder_reason, new.proof_file_id)
     is distinct from (old.decided_by, old.decided_at, old.decision_note, old.holder_reason, old.proof_file_id) then
    raise exception 'what was decided on a bank account stays' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create trigger bank_account_is_kept before update or delete on bank_account for each row execute function keep_bank_account();

-- Lists of payments that were ordered together (listes de mandatement).
create table payment_list (
  payment_list_id uuid primary key,
  call_id uuid not null references call on delete restrict,
  number text not null unique check (length(number) between 1 and 40),
  year integer not null check (year between 2000 and 2200),
  payment_count integer not null check (payment_count > 0),
  total_cents bigint not null check (total_cents > 0),
  made_by uuid not null references account on delete restrict,
  made_at timestamptz not null
);

create index payment_list_call_idx on payment_list (call_id, made_at desc, payment_list_id);
create trigger payment_list_is_append_only before update or delete on payment_list for each row execute function refuse_change();

-- Instalments of an award.
create table payment (
  payment_id uuid primary key,
  award_id uuid not null references award on delete restrict,
  call_id uuid not null references call on delete restrict,
  place integer not null check (place between 1 and 100),
  kind text not null check (kind in ('advance', 'interim', 'balance', 'single')),
  amount_cents bigint not null check (amount_cents between 1 and 100000000000),
  due text not null check (due in ('award', 'agreement', 'report', 'date')),
  due_on date,
  status text not null check (status in ('planned', 'requested', 'approved', 'ordered', 'paid', 'failed', 'cancelled')),
  bank_account_id uuid references bank_account on delete restrict,
  requested_by uuid references account on delete restrict,
  requested_at timestamptz,
  approved_by uuid references account on delete restrict,
  approved_at timestamptz,
  payment_list_id uuid references payment_list on delete restrict,
  paid_on date,
  failed_reason text,
  returned_reason text,
  version integer not null default 1 check (version > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint payment_has_its_date check ((due = 'date') = (due_on is not null)),
  constraint payment_was_requested check (
    status in ('planned', 'cancelled') or (requested_by is not null and requested_at is not null and bank_account_id is not null)
  ),
  constraint payment_was_approved check (
    status not in ('approved', 'ordered', 'paid') or (approved_by is not null and approved_at is not null)
  ),
  -- The two-person rule, whoever writes.
  constraint payment_approved_by_another check (approved_by is null or requested_by is null or approved_by <> requested_by),
  constraint payment_was_ordered check (status not in ('ordered', 'paid') or payment_list_id is not null),
  constraint payment_paid_on_a_day check ((status = 'paid') = (paid_on is not null)),
  constraint payment_failed_for_a_reason check (status <> 'failed' or failed_reason is not null),
  constraint payment_place_key unique (award_id, place)
);

create index payment_status_idx on payment (status, updated_at desc, payment_id desc);
create index payment_call_idx on payment (call_id, status, updated_at desc, payment_id desc);
create index payment_recent_idx on payment (updated_at desc, payment_id desc);
create index payment_account_idx on payment (bank_account_id);

-- An instalment goes the way of its machine, and is never another one. Instalments together never exceed what their award commits.
create function keep_payment() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  committed bigint;
  planned bigint;
begin
  if tg_op = 'DELETE' then
    if old.status <> 'planned' then
      raise exception 'a payment that is % stays', old.status using errcode = 'restrict_violation';
    end if;
    return old;
  end if;
  if tg_op = 'UPDATE' then
    if (new.payment_id, new.award_id, new.call_id, new.place, new.kind, new.amount_cents)
       is distinct from (old.payment_id, old.award_id, old.call_id, old.place, old.kind, old.amount_cents) then
      raise exception 'a payment is planned anew, never changed' using errcode = 'restrict_violation';
    end if;
    if new.status <> old.status and (old.status, new.status) not in (
      ('planned', 'requested'), ('planned', 'cancelled'), ('requested', 'approved'), ('requested', 'planned'),
      ('approved', 'ordered'), ('approved', 'planned'), ('ordered', 'paid'), ('ordered', 'failed'),
      ('failed', 'requested'), ('failed', 'cancelled')
    ) then
      raise exception 'a payment does not go from % to %', old.status, new.status using errcode = 'restrict_violation';
    end if;
    -- What was approved is paid as it was approved.
    if old.status in ('approved', 'ordered') and new.status in ('ordered', 'paid', 'failed')
       and (new.bank_account_id, new.requested_by, new.approved_by)
       is distinct from (old.bank_account_id, old.requested_by, old.approved_by) then
      raise exception 'an approved payment stays as it was approved' using errcode = 'restrict_violation';
    end if;
    return new;
  end if;
  -- Plans of one award wait here for one another.
  select committed_cents into committed from envelope_award where award_id = new.award_id for update;
  select coalesce(sum(amount_cents), 0) into planned
    from payment where award_id = new.award_id and status <> 'cancelled';
  if planned + new.amount_cents > coalesce(committed, 0) then
    raise exception 'award % does not commit that much', new.award_id
      using errcode = 'check_violation', constraint = 'payment_within_award', table = 'payment';
  end if;
  return new;
end $$;

create trigger payment_is_kept before insert or update or delete on payment for each row execute function keep_payment();

-- One payment is booked once, and with its own amount.
alter table envelope_entry add column payment_id uuid references payment on delete restrict;
alter table envelope_entry add constraint envelope_entry_payment_is_paid check (payment_id is null or kind = 'pay');
create unique index envelope_entry_payment_key on envelope_entry (payment_id);

create function check_payment_is_booked() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not exists (
    select from envelope_entry
     where payment_id = new.payment_id and kind = 'pay' and award_id = new.award_id and amount_cents = new.amount_cents
  ) then
    raise exception 'payment % is paid without its entry in the ledger', new.payment_id using errcode = 'check_violation';
  end if;
  return null;
end $$;

create constraint trigger payment_is_booked after update of status on payment deferrable initially deferred
  for each row when (new.status = 'paid' and old.status <> 'paid') execute function check_payment_is_booked();

-- What the list said of each payment when it was made, and what came back from the accountant.
create table payment_list_line (
  payment_list_id uuid not null references payment_list on delete restrict,
  place integer not null check (place > 0),
  payment_id uuid not null references payment on delete restrict,
  bank_account_id uuid not null references bank_account on delete restrict,
  amount_cents bigint not null check (amount_cents > 0),
  facts jsonb not null,
  mandate_number text check (length(mandate_number) between 1 and 40),
  mandated_on date,
  paid_on date,
  rejected_reason text,
  recorded_at timestamptz,
  primary key (payment_list_id, place),
  constraint payment_list_line_payment_key unique (payment_list_id, payment_id),
  constraint payment_list_line_is_paid_or_rejected check (paid_on is null or rejected_reason is null)
);

create index payment_list_line_payment_idx on payment_list_line (payment_id);

create function keep_payment_list_line() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or
     (new.payment_list_id, new.place, new.payment_id, new.bank_account_id, new.amount_cents, new.facts) is distinct from
     (old.payment_list_id, old.place, old.payment_id, old.bank_account_id, old.amount_cents, old.facts) then
    raise exception 'a list of payments stays as it was made' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create trigger payment_list_line_is_kept before update or delete on payment_list_line
  for each row execute function keep_payment_list_line();
