-- Evaluations: marks of one evaluator on one application, on the call's grid.

create table panel (
  call_id uuid primary key references call on delete restrict,
  locked_at timestamptz,
  locked_by uuid references account on delete restrict,
  unlock_reason text,
  version integer not null default 1 check (version > 0)
);

create table evaluation (
  evaluation_id uuid primary key,
  call_id uuid not null references call on delete restrict,
  application_id uuid not null references application on delete restrict,
  evaluator_id uuid not null references account on delete restrict,
  status text not null check (status in ('assigned', 'accepted', 'in_progress', 'submitted', 'locked', 'recused')),
  due_at timestamptz,
  revision_number integer,
  marks jsonb not null default '{}',
  general_comment text,
  declared_at timestamptz,
  submitted_at timestamptz,
  recused_kind text,
  recused_reason text,
  recused_at timestamptz,
  sent_back_reason text,
  assigned_by uuid references account on delete restrict,
  version integer not null default 1 check (version > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint evaluation_reads_a_revision check (status in ('assigned', 'recused') or (revision_number is not null and declared_at is not null)),
  constraint evaluation_submitted_has_a_date check (status not in ('submitted', 'locked') or submitted_at is not null),
  constraint evaluation_recused_has_a_reason check ((status = 'recused') = (recused_reason is not null and recused_at is not null)),
  constraint evaluation_one_per_pair unique (application_id, evaluator_id),
  foreign key (application_id, revision_number) references application_revision (application_id, number)
);

create index evaluation_evaluator_idx on evaluation (evaluator_id, status, created_at, evaluation_id);
create index evaluation_call_idx on evaluation (call_id, created_at, evaluation_id);
