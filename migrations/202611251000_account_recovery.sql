-- When the holder of the address proved it with a link in this session: a forgotten password may then be replaced.

alter table session add column email_proved_at timestamptz;
