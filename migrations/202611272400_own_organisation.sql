-- Whoever belongs to an organisation decides nothing on its money, whatever his roles: he neither signs nor decides its line.

create function belongs_to_applicant(of_account uuid, of_decision uuid) returns boolean language sql stable
  set search_path = pg_catalog, public, pg_temp as $$
  select exists (
    select from decision d
      join application f on f.application_id = d.application_id
      join organisation_member m on m.organisation_id = f.organisation_id
     where d.decision_id = of_decision and m.account_id = of_account and m.status = 'active'
  )
$$;

create function refuse_own_organisation() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  who uuid := case tg_table_name when 'decision' then to_jsonb(new) ->> 'decided_by' else to_jsonb(new) ->> 'account_id' end;
begin
  if belongs_to_applicant(who, new.decision_id) then
    raise exception 'account % belongs to the organisation of decision %', who, new.decision_id
      using errcode = 'check_violation', constraint = 'decided_by_another', table = tg_table_name;
  end if;
  return new;
end $$;

create trigger decision_is_by_another before update of status, decided_by on decision
  for each row when (new.status <> 'proposed' and old.status = 'proposed') execute function refuse_own_organisation();
create trigger decision_approval_is_by_another before insert on decision_approval
  for each row execute function refuse_own_organisation();
