-- Open data are read by calendar year of the decision, over all calls.
create index award_committed_idx on award (committed_at, award_id);
