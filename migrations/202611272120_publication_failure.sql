-- Why a publication that was planned did not take place, or its letters did not leave: shown where it was planned, until it is planned anew.
alter table award_procedure
  add column publish_failed_code text check (length(publish_failed_code) between 1 and 80),
  add column publish_failed_at timestamptz,
  add constraint award_procedure_failure_has_a_date check ((publish_failed_code is null) = (publish_failed_at is null));
