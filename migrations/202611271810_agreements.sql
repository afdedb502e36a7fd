-- Agreements (conventions): what a beneficiary signs before it is paid, where its call asks for one.

-- The text that agreements of a call start from; each change is a text of its own.
create table agreement_text (
  call_id uuid not null references call on delete restrict,
  number integer not null check (number > 0),
  body text not null check (length(body) between 1 and 40000),
  made_by uuid references account on delete restrict,
  made_at timestamptz not null,
  primary key (call_id, number)
);

create trigger agreement_text_is_append_only before update or delete on agreement_text for each row execute function refuse_change();

create table agreement (
  agreement_id uuid primary key,
  award_id uuid not null references award on delete restrict,
  call_id uuid not null references call on delete restrict,
  -- The text of the call that it was drafted from; 0 is the one that the product starts with.
  text_number integer not null check (text_number >= 0),
  body text not null check (length(body) between 1 and 40000),
  conditions text not null default '' check (length(conditions) <= 8000),
  status text not null check (status in ('drafted', 'sent', 'signed', 'closed', 'terminated')),
  revision integer not null default 1 check (revision > 0),
  -- What was sent, word for word, with its instalments and its SHA-256.
  sent_text text,
  sent_sha256 text check (sent_sha256 ~ '^[0-9a-f]{64}$'),
  sent_at timestamptz,
  sent_by uuid references account on delete restrict,
  signed_file_id uuid unique references file on delete restrict,
  returned_at timestamptz,
  signed_on date,
  signed_at timestamptz,
  reopened_reason text,
  closed_at timestamptz,
  terminated_at timestamptz,
  terminated_reason text,
  version integer not null default 1 check (version > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint agreement_sent_is_whole check (
    status in ('drafted', 'terminated') or (sent_text is not null and sent_sha256 is not null and sent_at is not null)
  ),
  constraint agreement_signed_has_its_copy check (
    status not in ('signed', 'closed') or (signed_file_id is not null and signed_on is not null and signed_at is not null)
  ),
  constraint agreement_closed_has_a_date check ((status = 'closed') = (closed_at is not null)),
  constraint agreement_terminated_has_a_reason check ((status = 'terminated') = (terminated_at is not null and terminated_reason is not null))
);

create unique index agreement_award_key on agreement (award_id) where status <> 'terminated';
create index agreement_history_idx on agreement (award_id, created_at desc, agreement_id);
create index agreement_status_idx on agreement (status, updated_at desc, agreement_id);

-- What was sent stays word for word, and what was signed stays signed.
create function keep_agreement() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'an agreement stays' using errcode = 'restrict_violation';
  end if;
  if new.status <> old.status and (old.status, new.status) not in (
    ('drafted', 'sent'), ('drafted', 'terminated'), ('sent', 'drafted'), ('sent', 'signed'), ('sent', 'terminated'),
    ('signed', 'closed'), ('signed', 'terminated')
  ) then
    raise exception 'an agreement does not go from % to %', old.status, new.status using errcode = 'restrict_violation';
  end if;
  if old.status <> 'drafted' and new.status <> 'drafted'
     and (new.body, new.conditions, new.sent_text, new.sent_sha256, new.sent_at, new.revision)
     is distinct from (old.body, old.conditions, old.sent_text, old.sent_sha256, old.sent_at, old.revision) then
    raise exception 'an agreement that was sent stays word for word' using errcode = 'restrict_violation';
  end if;
  if old.status in ('signed', 'closed', 'terminated')
     and (new.signed_file_id, new.signed_on, new.signed_at) is distinct from (old.signed_file_id, old.signed_on, old.signed_at) then
    raise exception 'a signed copy stays' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create trigger agreement_is_kept before update or delete on agreement for each row execute function keep_agreement();

-- Grants of the département outside this product, as agents know them: they count for the threshold of the year and for de minimis.
create table known_grant (
  known_grant_id uuid primary key,
  organisation_id uuid not null references organisation on delete restrict,
  granted_on date not null,
  amount_cents bigint not null check (amount_cents between 1 and 100000000000),
  label text not null check (length(label) between 1 and 200),
  is_de_minimis boolean not null,
  recorded_by uuid not null references account on delete restrict,
  recorded_at timestamptz not null,
  removed_at timestamptz,
  removed_by uuid references account on delete restrict,
  constraint known_grant_removed_by_somebody check ((removed_at is null) = (removed_by is null))
);

create index known_grant_organisation_idx on known_grant (organisation_id, granted_on desc, known_grant_id);
