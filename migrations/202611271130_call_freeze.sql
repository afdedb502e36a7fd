-- Handing out a number writes none of the frozen columns: comparing them all would hold the call’s row longer. A column
-- changes only where an update names it, so the trigger guards as much as before.
drop trigger call_stays_frozen on call;
create trigger call_stays_frozen before delete or update of
  call_id, programme_id, code, edition, title, theme, summary, description, documents_to_prepare, opens_at, closes_at,
  grace_minutes, over_cap_policy, eligibility, form, grid, award_rules, status, published_at, form_sha256, grid_sha256,
  award_rules_sha256, call_sha256 on call
  for each row execute function keep_call_frozen();
