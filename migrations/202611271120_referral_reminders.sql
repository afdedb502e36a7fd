-- What was reminded of, so that each stage of a clock is told once: an assignment that is reopened, or that gave news, starts anew.
create table referral_reminder (
  assignment_id uuid not null references referral_assignment on delete restrict,
  stage text not null check (stage in ('new', 'acknowledge', 'poke', 'escalate', 'contact', 'nudge')),
  -- When the clock began that ran out.
  since timestamptz not null,
  reminded_at timestamptz not null,
  primary key (assignment_id, stage, since)
);

-- Sandboxes: what one partner tries out, without a walk through everybody’s.
create index partner_sandbox_idx on partner (partner_id) where live_partner_id is not null;
