-- A decision that was made stays as it was made; who signs a step may be replaced while decisions are proposed, nothing else of the chain.

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
    if old.status <> 'proposed' and (
      (new.outcome, new.amount_cents, new.reserve_rank, new.most_cents, new.reason, new.departure_reason, new.round, new.decided_by, new.decided_at)
      is distinct from
      (old.outcome, old.amount_cents, old.reserve_rank, old.most_cents, old.reason, old.departure_reason, old.round, old.decided_by, old.decided_at)
      or new.status not in (old.status, 'published')
    ) then
      raise exception 'decision % is made: it stays', old.decision_id
        using errcode = 'restrict_violation', constraint = 'decision_stays', table = 'decision';
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

create function keep_decision() returns trigger language plpgsql as $$
begin
  if old.status <> 'proposed' then
    raise exception 'decision % is made: it stays', old.decision_id
      using errcode = 'restrict_violation', constraint = 'decision_stays', table = 'decision';
  end if;
  return old;
end $$;

create trigger decision_is_kept before delete on decision for each row execute function keep_decision();

create or replace function keep_approval_chain() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  of_call uuid := case when tg_op = 'DELETE' then old.call_id else new.call_id end;
begin
  if tg_op = 'UPDATE' and new.call_id <> old.call_id then
    raise exception 'a chain stays with its call' using errcode = 'restrict_violation';
  end if;
  -- Whoever signs may be replaced at any time: a step must not wait for somebody who has left. What it asks for, and of what, stays.
  if tg_op = 'UPDATE' then
    if tg_table_name = 'approval_chain' then
      return new;
    end if;
    if (new.place, new.key, new.label, new.from_cents, new.also_refusals) is not distinct from
       (old.place, old.key, old.label, old.from_cents, old.also_refusals) then
      return new;
    end if;
  end if;
  perform from call where call_id = of_call for update;
  if exists (select from decision where call_id = of_call) then
    raise exception 'the approval chain of call % is frozen: decisions are proposed', of_call
      using errcode = 'restrict_violation', constraint = 'approval_chain_frozen', table = 'approval_chain';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
