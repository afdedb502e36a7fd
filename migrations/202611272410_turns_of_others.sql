-- Whoever belongs to the organisation of a line signs nothing of it, so it never waits for him.
create or replace view approval_turn as
  select d.call_id, d.decision_id, d.round, s.key as step_key, a.account_id
    from decision d
    join call c on c.call_id = d.call_id and c.status = 'published'
    join application f on f.application_id = d.application_id and f.status <> 'withdrawn'
    cross join lateral approval_next(d) s
    join account a on not a.is_disabled and a.roles && array['agent', 'manager', 'admin']
      and (s.role = any (a.roles) or a.account_id = any (s.signer_ids))
   where d.status = 'proposed'
     and exists (select from approval_step x where x.call_id = d.call_id)
     and s.key is not null
     and not approval_is_sent_back(d)
     and a.account_id <> all (d.proposers)
     and not exists (
       select from decision_approval n
        where n.decision_id = d.decision_id and n.round = d.round and n.act = 'approve' and n.account_id = a.account_id
     )
     and not belongs_to_applicant(a.account_id, d.decision_id);
