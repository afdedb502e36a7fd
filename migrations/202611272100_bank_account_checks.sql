-- The check of a bank account does not hang on what an editor may write, needs the document of the bank, and cannot be guessed.

-- How each organisation was called, and since when: written by the trigger alone. What is known at this migration counts from the start.
create table organisation_name (
  organisation_id uuid not null references organisation on delete cascade,
  number bigint generated always as identity,
  name text not null,
  acronym text,
  named_at timestamptz not null,
  primary key (organisation_id, number)
);

insert into organisation_name (organisation_id, name, acronym, named_at)
  select organisation_id, name, acronym, created_at from organisation;

create function keep_organisation_name() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'INSERT' or (new.name, new.acronym) is distinct from (old.name, old.acronym) then
    insert into organisation_name (organisation_id, name, acronym, named_at)
      values (new.organisation_id, new.name, new.acronym, new.updated_at);
  end if;
  return null;
end $$;

create trigger organisation_name_is_kept after insert or update of name, acronym on organisation
  for each row execute function keep_organisation_name();

-- Why an account was confirmed without the document of the bank; how often the number that was typed was another one.
alter table bank_account
  add column proof_reason text check (length(proof_reason) between 5 and 2000),
  add column wrong_check_count integer not null default 0 check (wrong_check_count >= 0);

update bank_account set proof_reason = 'Vérifié avant que le document ne soit exigé.'
 where status in ('confirmed', 'replaced') and proof_file_id is null;

alter table bank_account add constraint bank_account_confirmed_on_a_document check (
  status not in ('confirmed', 'replaced') or proof_file_id is not null or proof_reason is not null
);

create or replace function keep_bank_account() returns trigger language plpgsql as $$
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
  if old.status <> 'proposed'
     and (new.decided_by, new.decided_at, new.decision_note, new.holder_reason, new.proof_file_id, new.proof_reason)
     is distinct from (old.decided_by, old.decided_at, old.decision_note, old.holder_reason, old.proof_file_id, old.proof_reason) then
    raise exception 'what was decided on a bank account stays' using errcode = 'restrict_violation';
  end if;
  if new.wrong_check_count < old.wrong_check_count then
    raise exception 'wrong checks of a bank account stay counted' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
