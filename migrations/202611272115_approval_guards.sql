-- What a review found: a line may not come back under its id to keep what was signed of another amount, and whoever is named in a
-- step signs, and is written to, as long as he is of the staff.

create or replace function guard_decision() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  missing text;
begin
  if tg_op = 'INSERT' then
    -- A line that comes again under the same id is another proposal: nothing that was signed before counts.
    new.round := 1 + coalesce((select max(round) from decision_approval where decision_id = new.decision_id), 0);
    new.proposers := array_remove(array[new.proposed_by], null);
  else
    if (new.decision_id, new.call_id, new.application_id) is distinct from (old.decision_id, old.call_id, old.application_id) then
      raise exception 'a decision stays with its file' using errcode = 'restrict_violation';
    end if;
    new.proposers := old.proposers
      || case when new.proposed_by = any (old.proposers) then '{}' else array_remove(array[new.proposed_by], null) end;
    new.round := old.round + case
      when new.round <> old.round
        or (new.outcome, new.amount_cents, new.reserve_rank, new.most_cents, new.reason, new.departure_reason)
           is distinct from (old.outcome, old.amount_cents, old.reserve_rank, old.most_cents, old.reason, old.departure_reason)
      then 1 else 0 end;
  end if;
  if new.status <> 'proposed' and exists (select from approval_step where call_id = new.call_id) then
    missing := (approval_next(new)).key;
    if missing is not null or approval_is_sent_back(new) then
      raise exception 'decision % lacks its approvals', new.decision_id
        using errcode = 'check_violation', constraint = 'decision_has_its_approvals', table = 'decision',
              detail = coalesce(missing, 'sent back');
    end if;
  end if;
  return new;
end $$;

create or replace function guard_decision_approval() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  line decision;
  waits approval_step;
  signs approval_step;
begin
  select * into line from decision where decision_id = new.decision_id for no key update;
  if not found or line.status <> 'proposed' then
    raise exception 'nothing of decision % is to be signed', new.decision_id
      using errcode = 'check_violation', constraint = 'approval_of_a_proposal', table = 'decision_approval';
  end if;
  if (new.call_id, new.application_id, new.round, new.decision_version, new.outcome, new.amount_cents, new.reserve_rank)
     is distinct from
     (line.call_id, line.application_id, line.round, line.version, line.outcome, approval_cents(line), line.reserve_rank)
     or approval_is_sent_back(line) then
    raise exception 'decision % is not what was seen', new.decision_id
      using errcode = 'check_violation', constraint = 'approval_of_what_stands', table = 'decision_approval';
  end if;
  if cardinality(line.proposers) = 0 or new.account_id = any (line.proposers) then
    raise exception 'whoever proposed decision % does not sign it', new.decision_id
      using errcode = 'check_violation', constraint = 'approval_by_another', table = 'decision_approval';
  end if;
  waits := approval_next(line);
  select * into signs from approval_step where call_id = line.call_id and key = new.step_key;
  if signs.key is null or (new.act = 'approve' and waits.key is distinct from new.step_key) then
    raise exception 'it is not the turn of step % of decision %', new.step_key, new.decision_id
      using errcode = 'check_violation', constraint = 'approvals_in_order', table = 'decision_approval';
  end if;
  if not exists (
    select from account a
     where a.account_id = new.account_id and not a.is_disabled and a.roles && array['agent', 'manager', 'admin']
       and (signs.role = any (a.roles) or a.account_id = any (signs.signer_ids))
  ) then
    raise exception 'account % may not sign step %', new.account_id, new.step_key
      using errcode = 'check_violation', constraint = 'approval_by_who_may', table = 'decision_approval';
  end if;
  new.step_label := signs.label;
  return new;
end $$;

create or replace view approval_turn as
  select d.call_id, d.decision_id, d.round, s.key as step_key, a.account_id
    from decision d
    join call c on c.call_id = d.call_id and c.status = 'published'
    join application f on f.application_id = d.application_id and f.status <> 'withdrawn'
    cross join lateral approval_next(d) s
    join account a on not a.is_disabled and a.roles && array['agent', 'manager', 'admin']
      and (s.role = any (a.roles) or a.account_id = any (s.signer_ids))
   where d.status = 'proposed'
     and exists (select from approval_step x where x.call_id = d.call_id)
     and s.key is not null
     and not approval_is_sent_back(d)
     and a.account_id <> all (d.proposers)
     and not exists (
       select from decision_approval n
        where n.decision_id = d.decision_id and n.round = d.round and n.act = 'approve' and n.account_id = a.account_id
     );
