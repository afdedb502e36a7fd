-- Each reader of a referral has a version and a time of last change of its own: they move with what it sees, and not with what
-- happens between the sender and another recipient. Of the sender they are those of the referral.
alter table referral_reader add column version integer not null default 1 check (version > 0);

update referral_reader set version = referral.version from referral where referral.referral_id = referral_reader.referral_id;
