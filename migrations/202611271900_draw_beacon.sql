-- The public value that is mixed into the seed of a call's draw: written once, after the instant that the rules name, never changed.
create table draw_beacon (
  call_id uuid primary key references call on delete restrict,
  value text not null check (length(value) between 1 and 500),
  -- The source gave nothing, and what the rules name for that case was taken.
  is_fallback boolean not null,
  recorded_at timestamptz not null,
  recorded_by uuid references account on delete restrict
);

create trigger draw_beacon_is_append_only before update or delete on draw_beacon for each row execute function refuse_change();
