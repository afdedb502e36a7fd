-- Who signs a proposed decision before it is made, in what order, above which amount; and who did, of what.

create table approval_chain (
  call_id uuid primary key references call on delete restrict,
  version integer not null default 1 check (version > 0),
  updated_at timestamptz not null
);

create table approval_step (
  call_id uuid not null references approval_chain on delete restrict,
  place integer not null check (place between 1 and 10),
  key text not null check (key ~ '^[a-z0-9-]{1,40}$'),
  label text not null check (length(label) between 1 and 120),
  -- Signs awards, and places on the reserve list, of this amount or more.
  from_cents bigint not null check (from_cents >= 0),
  -- Signs lines without money, too.
  also_refusals boolean not null,
  -- Whoever has this role, or the accounts that are named.
  role text check (role in ('agent', 'manager', 'admin')),
  signer_ids uuid[] not null default '{}' check (cardinality(signer_ids) <= 20),
  primary key (call_id, place),
  unique (call_id, key),
  constraint approval_step_says_who check ((role is null) = (signer_ids <> '{}'))
);

-- A chain stays as it is while decisions of its call stand. The lock of the call keeps an adoption from coming in between.
create function keep_approval_chain() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  of_call uuid := case when tg_op = 'DELETE' then old.call_id else new.call_id end;
begin
  if tg_op = 'UPDATE' and new.call_id <> old.call_id then
    raise exception 'a chain stays with its call' using errcode = 'restrict_violation';
  end if;
  perform from call where call_id = of_call for update;
  if exists (select from decision where call_id = of_call) then
    raise exception 'the approval chain of call % is frozen: decisions are proposed', of_call
      using errcode = 'restrict_violation', constraint = 'approval_chain_frozen', table = 'approval_chain';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

create trigger approval_chain_is_kept before insert or update or delete on approval_chain
  for each row execute function keep_approval_chain();
create trigger approval_step_is_kept before insert or update or delete on approval_step
  for each row execute function keep_approval_chain();

-- A line is proposed in rounds: whatever changes it, and whoever proposes it again, begins another one. Signatures bind to a round.
alter table decision
  add column proposed_by uuid references account on delete restrict,
  -- Everybody who proposed or changed it: none of them signs it.
  add column proposers uuid[] not null default '{}',
  add column round integer not null default 1 check (round > 0),
  -- What a place on the reserve list may bring at the most.
  add column most_cents bigint check (most_cents > 0);

create table decision_approval (
  decision_approval_id uuid primary key,
  call_id uuid not null references call on delete restrict,
  application_id uuid not null references application on delete restrict,
  -- Without a foreign key: adopting another scenario replaces lines that are only proposed, what was signed of them stays.
  decision_id uuid not null,
  round integer not null check (round > 0),
  act text not null check (act in ('approve', 'send_back')),
  step_key text not null,
  step_label text not null,
  account_id uuid not null references account on delete restrict,
  -- What was seen.
  decision_version integer not null,
  outcome text not null,
  amount_cents bigint,
  reserve_rank integer,
  reason text,
  at timestamptz not null,
  constraint decision_approval_return_has_a_reason check ((act = 'send_back') = (reason is not null))
);

create unique index decision_approval_step_once on decision_approval (decision_id, round, step_key) where act = 'approve';
-- Four eyes: one person signs one step of a line.
create unique index decision_approval_four_eyes on decision_approval (decision_id, round, account_id) where act = 'approve';
create unique index decision_approval_return_once on decision_approval (decision_id, round) where act = 'send_back';
create index decision_approval_call_idx on decision_approval (call_id, decision_id, round);
create trigger decision_approval_is_append_only before update or delete on decision_approval
  for each row execute function refuse_change();

-- What a line weighs against the amounts of the steps: its award, or the most that its place on the reserve list may bring. Null: no money.
create function approval_cents(line decision) returns bigint language sql immutable as $$
  select case line.outcome when 'awarded' then line.amount_cents when 'reserve' then coalesce(line.most_cents, 0) end
$$;

create function approval_applies(step approval_step, line decision) returns boolean language sql immutable as $$
  select case when line.outcome in ('awarded', 'reserve') then approval_cents(line) >= step.from_cents else step.also_refusals end
$$;

-- The step that a line waits for, as far as signatures go; all null when it has what it needs.
create function approval_next(line decision) returns approval_step language sql stable as $$
  select s from approval_step s
   where s.call_id = line.call_id and approval_applies(s, line)
     and not exists (
       select from decision_approval a
        where a.decision_id = line.decision_id and a.round = line.round and a.act = 'approve' and a.step_key = s.key
     )
   order by s.place limit 1
$$;

create function approval_is_sent_back(line decision) returns boolean language sql stable as $$
  select exists (select from decision_approval a where a.decision_id = line.decision_id and a.round = line.round and a.act = 'send_back')
$$;

-- Keeps the rounds and the proposers of a line, and lets nobody decide one that lacks a signature.
create function guard_decision() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  missing text;
begin
  if tg_op = 'INSERT' then
    new.round := 1;
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

create trigger decision_is_guarded before insert or update on decision for each row execute function guard_decision();

-- A signature is of the line as it stands, of the step whose turn it is, by somebody who may sign it and did not propose it.
create function guard_decision_approval() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
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
     where a.account_id = new.account_id and not a.is_disabled
       and (signs.role = any (a.roles) or a.account_id = any (signs.signer_ids))
  ) then
    raise exception 'account % may not sign step %', new.account_id, new.step_key
      using errcode = 'check_violation', constraint = 'approval_by_who_may', table = 'decision_approval';
  end if;
  new.step_label := signs.label;
  return new;
end $$;

create trigger decision_approval_is_guarded before insert on decision_approval
  for each row execute function guard_decision_approval();

-- Money is promised within what was signed, whoever writes: an award, and an offer to the reserve list.
create function guard_approved_money() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  line decision;
begin
  select * into line from decision where decision_id = new.decision_id for share;
  if not exists (select from approval_step where call_id = line.call_id) then
    return new;
  end if;
  if line.status = 'proposed' or (new.call_id, new.application_id) is distinct from (line.call_id, line.application_id)
     or new.amount_cents > coalesce(approval_cents(line), 0) then
    raise exception 'decision % approves no such amount', new.decision_id
      using errcode = 'check_violation', constraint = 'money_within_approvals', table = tg_table_name;
  end if;
  return new;
end $$;

create trigger award_is_approved before insert or update of call_id, application_id, decision_id, amount_cents on award
  for each row execute function guard_approved_money();
create trigger reserve_offer_is_approved before insert on reserve_offer
  for each row execute function guard_approved_money();

-- Whose turn it is: every line that waits, with everybody who may sign its next step.
create view approval_turn as
  select d.call_id, d.decision_id, d.round, s.key as step_key, a.account_id
    from decision d
    join call c on c.call_id = d.call_id and c.status = 'published'
    join application f on f.application_id = d.application_id and f.status <> 'withdrawn'
    cross join lateral approval_next(d) s
    join account a on not a.is_disabled and (s.role = any (a.roles) or a.account_id = any (s.signer_ids))
   where d.status = 'proposed'
     and exists (select from approval_step x where x.call_id = d.call_id)
     and s.key is not null
     and not approval_is_sent_back(d)
     and a.account_id <> all (d.proposers)
     and not exists (
       select from decision_approval n
        where n.decision_id = d.decision_id and n.round = d.round and n.act = 'approve' and n.account_id = a.account_id
     );

-- Who was told by mail that a line waits for him: once.
create table approval_notice (
  decision_id uuid not null,
  round integer not null,
  step_key text not null,
  account_id uuid not null references account on delete restrict,
  at timestamptz not null,
  primary key (decision_id, round, step_key, account_id)
);
