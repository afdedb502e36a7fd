-- Files that people attach. The bytes lie in a store (a folder, or S3) under `storage_key`; these rows say what they are.

create table file (
  file_id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  media_type text not null check (media_type in (
    'application/pdf',
    'image/jpeg',
    'image/png',
    'application/vnd.oasis.opendocument.text',
    'application/vnd.oasis.opendocument.spreadsheet',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  )),
  byte_size bigint not null check (byte_size > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  storage_key text not null unique check (length(storage_key) <= 200),
  scan_status text not null check (scan_status in ('pending', 'clean', 'infected', 'unscanned')),
  scanned_at timestamptz,
  uploaded_by uuid not null references account on delete restrict,
  created_at timestamptz not null,
  constraint file_scanned check ((scan_status in ('clean', 'infected')) = (scanned_at is not null))
);
-- What waits for the scanner, oldest first.
create index file_pending_idx on file (created_at) where scan_status = 'pending';
create index file_uploaded_by_idx on file (uploaded_by);

-- What an application’s answers may name. A file that no such row names is removed by the clean-up.
create table application_file (
  application_id uuid not null references application on delete restrict,
  file_id uuid not null unique references file on delete restrict,
  primary key (application_id, file_id)
);

-- Short-lived addresses of files. Only the hash of what makes one valid is kept.
create table file_link (
  token_hash text primary key check (token_hash ~ '^[0-9a-f]{64}$'),
  file_id uuid not null references file on delete restrict,
  expires_at timestamptz not null
);
create index file_link_file_idx on file_link (file_id);
create index file_link_expiry_idx on file_link (expires_at);
