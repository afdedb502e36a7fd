-- Work that takes longer than a request should. A row is claimed by one process at a time, for as long as it tells that it lives.

create table job (
  job_id uuid primary key,
  kind text not null check (kind in ('scenario', 'preview')),
  call_id uuid not null references call on delete restrict,
  -- The same work asked for again while it waits or runs is the same job.
  key text not null check (length(key) between 1 and 200),
  -- A later job of the same person takes the place of the one in this slot; null: none does.
  slot text check (length(slot) between 1 and 50),
  label text,
  -- What the work is about, as it was when it was asked for.
  input jsonb not null,
  status text not null default 'waiting' check (status in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  phase text,
  done integer not null default 0 check (done >= 0),
  total integer check (total >= 0),
  -- How often a process began it: what an earlier one says later counts no more.
  attempt integer not null default 0 check (attempt >= 0),
  lease_until timestamptz,
  -- What came of it, for those that keep nothing elsewhere.
  result jsonb,
  scenario_id uuid references scenario on delete restrict,
  problem jsonb,
  created_by uuid references account on delete restrict,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  constraint job_running_has_a_lease check ((status = 'running') = (lease_until is not null)),
  constraint job_end_has_a_date check ((status in ('done', 'failed', 'cancelled')) = (finished_at is not null)),
  constraint job_failed_says_why check ((status = 'failed') = (problem is not null)),
  constraint job_scenario_is_kept check ((kind = 'scenario' and status = 'done') = (scenario_id is not null))
);

create unique index job_is_one on job (call_id, kind, key) where status in ('waiting', 'running');
create index job_open_idx on job (created_at, job_id) where status in ('waiting', 'running');
create index job_call_idx on job (call_id, created_at desc, job_id);
create index job_known_idx on job (call_id, key) where kind = 'preview' and status = 'done';

-- What has ended stays as it ended.
create function guard_job() returns trigger language plpgsql as $$
begin
  if old.status not in ('waiting', 'running')
     or (new.job_id, new.kind, new.call_id, new.key, new.input, new.created_at)
        is distinct from (old.job_id, old.kind, old.call_id, old.key, old.input, old.created_at) then
    raise exception 'a job keeps what it was asked for, and its end' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger job_is_guarded before update on job for each row execute function guard_job();
