-- The ledger and what it speaks of agree at the end of every transaction, and an award goes the way of its machine.

-- Nothing is paid or refunded without the payment or the claim that it is for; entries from before stay.
alter table envelope_entry add constraint envelope_entry_pays_a_payment check (kind <> 'pay' or payment_id is not null) not valid;
alter table envelope_entry add constraint envelope_entry_refunds_a_claim check (kind <> 'refund' or refund_id is not null) not valid;

create function check_entry_is_meant() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.kind = 'pay' and not exists (
    select from payment p
     where p.payment_id = new.payment_id and p.award_id = new.award_id and p.amount_cents = new.amount_cents and p.status = 'paid'
  ) then
    raise exception 'entry % pays what no payment is paid for', new.envelope_entry_id using errcode = 'check_violation';
  end if;
  if new.kind = 'refund' and not exists (
    select from refund r
     where r.refund_id = new.refund_id and r.award_id = new.award_id and r.amount_cents = new.amount_cents and r.status = 'recovered'
  ) then
    raise exception 'entry % takes back what no claim recovered', new.envelope_entry_id using errcode = 'check_violation';
  end if;
  return null;
end $$;

create constraint trigger envelope_entry_is_meant after insert on envelope_entry deferrable initially deferred
  for each row when (new.kind in ('pay', 'refund')) execute function check_entry_is_meant();

-- An open offer holds its money, an ended one holds it no more, an accepted one committed it to the award of its file.
create function check_offer_is_held() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  offer reserve_offer;
begin
  select * into offer from reserve_offer where reserve_offer_id = new.reserve_offer_id;
  if not exists (select from envelope_entry where reserve_offer_id = offer.reserve_offer_id and kind = 'hold')
     or exists (select from envelope_entry where reserve_offer_id = offer.reserve_offer_id and kind = 'unhold') <> (offer.status <> 'offered') then
    raise exception 'offer % is %, which the ledger does not say', offer.reserve_offer_id, offer.status using errcode = 'check_violation';
  end if;
  if offer.status = 'accepted' and not exists (
    select from award w join envelope_entry e on e.award_id = w.award_id and e.kind = 'commit' and e.amount_cents = offer.amount_cents
     where w.award_id = offer.award_id and w.application_id = offer.application_id
  ) then
    raise exception 'offer % is accepted, and its money is committed to no award of its file', offer.reserve_offer_id
      using errcode = 'check_violation';
  end if;
  return null;
end $$;

create constraint trigger reserve_offer_is_held after insert or update of status on reserve_offer deferrable initially deferred
  for each row execute function check_offer_is_held();
create constraint trigger envelope_entry_is_offered after insert on envelope_entry deferrable initially deferred
  for each row when (new.kind in ('hold', 'unhold')) execute function check_offer_is_held();

-- An award goes the way of its machine, stays that of its decision, and is only ever lowered.
create function keep_award() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'an award stays' using errcode = 'restrict_violation';
  end if;
  if (new.award_id, new.call_id, new.application_id, new.decision_id, new.committed_at)
     is distinct from (old.award_id, old.call_id, old.application_id, old.decision_id, old.committed_at)
     or new.amount_cents > old.amount_cents then
    raise exception 'an award is lowered or ended, never made another' using errcode = 'restrict_violation';
  end if;
  if new.status <> old.status and (old.status, new.status) not in (
    ('committed', 'notified'), ('notified', 'accepted'), ('notified', 'renounced'), ('notified', 'lapsed'),
    ('accepted', 'renounced'), ('accepted', 'agreed'), ('accepted', 'settled'), ('accepted', 'terminated'),
    ('agreed', 'settled'), ('agreed', 'terminated')
  ) then
    raise exception 'an award does not go from % to %', old.status, new.status using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create trigger award_is_kept before update or delete on award for each row execute function keep_award();

-- What was recovered may be paid again until it is released: a plan is judged by what is paid net, as the ledger has it.
-- Places only grow, also over what was given up.
alter table payment drop constraint payment_place_check;
alter table payment add constraint payment_place_check check (place > 0);

create or replace function keep_payment() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  known envelope_award;
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
  select * into known from envelope_award where award_id = new.award_id for update;
  select coalesce(sum(amount_cents), 0) into planned
    from payment where award_id = new.award_id and status not in ('cancelled', 'paid');
  if coalesce(known.paid_cents, 0) + planned + new.amount_cents > coalesce(known.committed_cents, 0) then
    raise exception 'award % does not commit that much', new.award_id
      using errcode = 'check_violation', constraint = 'payment_within_award', table = 'payment';
  end if;
  return new;
end $$;
