-- What a review found: money that is on its way stays committed, accounts belong to their organisation, history of agreements stays.

-- Nothing is released below what is paid and what is on its way to be.
create function keep_payments_covered() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  known envelope_award;
  under_way bigint;
begin
  select * into known from envelope_award where award_id = new.award_id for update;
  select coalesce(sum(amount_cents), 0) into under_way
    from payment where award_id = new.award_id and status in ('requested', 'approved', 'ordered');
  if known.paid_cents + under_way > known.committed_cents then
    raise exception 'payments of award % are under way', new.award_id
      using errcode = 'check_violation', constraint = 'payments_under_way', table = 'envelope_entry';
  end if;
  return null;
end $$;

create trigger envelope_entry_covers_payments after insert on envelope_entry
  for each row when (new.kind = 'release') execute function keep_payments_covered();

-- An instalment that is asked for must be covered by what its award commits at that moment, and goes to a confirmed account of
-- the organisation of its award; from then on account and people stay, until it is asked for anew. What is paid stays.
create function keep_payment_sound() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  known envelope_award;
  under_way bigint;
begin
  if old.status in ('paid', 'cancelled') then
    raise exception 'a payment that is % stays', old.status using errcode = 'restrict_violation';
  end if;
  if old.status in ('requested', 'approved', 'ordered') and new.status <> 'requested'
     and (new.bank_account_id, new.requested_by, new.requested_at) is distinct from (old.bank_account_id, old.requested_by, old.requested_at) then
    raise exception 'a payment that was asked for stays as it was asked for' using errcode = 'restrict_violation';
  end if;
  if old.status in ('approved', 'ordered') and new.status in ('approved', 'ordered', 'paid', 'failed')
     and new.approved_by is distinct from old.approved_by then
    raise exception 'an approved payment stays as it was approved' using errcode = 'restrict_violation';
  end if;
  if new.status in ('requested', 'approved', 'ordered') and new.status <> old.status and not exists (
    select from bank_account b
      join application f on f.organisation_id = b.organisation_id
      join award w on w.application_id = f.application_id
     where b.bank_account_id = new.bank_account_id and w.award_id = new.award_id and b.status = 'confirmed'
  ) then
    raise exception 'payment % goes to no confirmed account of its organisation', new.payment_id
      using errcode = 'check_violation', constraint = 'payment_to_confirmed_account', table = 'payment';
  end if;
  if new.status = 'requested' and old.status <> 'requested' then
    select * into known from envelope_award where award_id = new.award_id for update;
    select coalesce(sum(amount_cents), 0) into under_way
      from payment where award_id = new.award_id and payment_id <> new.payment_id and status in ('requested', 'approved', 'ordered');
    if coalesce(known.paid_cents, 0) + under_way + new.amount_cents > coalesce(known.committed_cents, 0) then
      raise exception 'award % does not commit that much', new.award_id
        using errcode = 'check_violation', constraint = 'payment_within_award', table = 'payment';
    end if;
  end if;
  return new;
end $$;

create trigger payment_stays_sound before update on payment for each row execute function keep_payment_sound();

-- Who submits a report does not accept it.
alter table report add constraint report_accepted_by_another check (accepted_by is null or accepted_by <> submitted_by);

-- The files of an accepted report stay with it.
create function keep_report_file() returns trigger language plpgsql as $$
begin
  if exists (select from report where report_id = old.report_id and status in ('submitted', 'accepted')) then
    raise exception 'the files of a submitted report stay' using errcode = 'restrict_violation';
  end if;
  return old;
end $$;

create trigger report_file_is_kept before update or delete on report_file for each row execute function keep_report_file();

-- What was sent and taken back: word for word, with the copy that had come back.
create table agreement_revision (
  agreement_id uuid not null references agreement on delete restrict,
  revision integer not null check (revision > 0),
  sent_text text not null,
  sent_sha256 text not null check (sent_sha256 ~ '^[0-9a-f]{64}$'),
  sent_at timestamptz not null,
  returned_file_id uuid references file on delete restrict,
  voided_at timestamptz not null,
  reason text not null,
  primary key (agreement_id, revision)
);

create index agreement_revision_file_idx on agreement_revision (returned_file_id);
create trigger agreement_revision_is_append_only before update or delete on agreement_revision
  for each row execute function refuse_change();
