-- Organisations (structures), found by their official numbers, and the people who act for them.

create table organisation (
  organisation_id uuid primary key,
  siren text,
  siret text,
  rna text,
  -- Sorted as French people sort: accents and capitals count last.
  name text collate "fr-x-icu" not null check (length(name) between 1 and 200),
  acronym text check (length(acronym) <= 40),
  legal_form_code text not null check (legal_form_code ~ '^[0-9]{4}$'),
  family text not null check (family in ('association', 'foundation', 'cooperative', 'mutual', 'company')),
  street text,
  postcode text not null check (postcode ~ '^[0-9]{5}$'),
  commune_code text not null check (commune_code ~ '^[0-9AB]{5}$'),
  commune_name text not null,
  phone text,
  website text,
  esus_number text,
  esus_starts_on date,
  esus_ends_on date,
  representative_name text,
  representative_quality text,
  is_demo boolean not null default false,
  version integer not null default 1 check (version > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- What is searched: name, acronym, numbers, commune; without accents.
  search text not null generated always as (
    search_text(
      name || ' ' || coalesce(acronym, '') || ' ' || coalesce(siren, '') || ' ' || coalesce(siret, '') || ' '
      || coalesce(rna, '') || ' ' || commune_name
    )
  ) stored,
  constraint organisation_has_a_number check (siren is not null or rna is not null),
  constraint organisation_siren_shape check (siren ~ '^[0-9]{9}$'),
  constraint organisation_siret_shape check (siret ~ '^[0-9]{14}$' and left(siret, 9) = siren),
  constraint organisation_rna_shape check (rna ~ '^W[0-9][A-Z0-9][0-9]{7}$'),
  constraint organisation_esus_dates check (
    esus_ends_on is not null and (esus_starts_on is null or esus_starts_on <= esus_ends_on)
    or esus_starts_on is null and esus_number is null
  ),
  constraint organisation_siren_key unique (siren),
  constraint organisation_rna_key unique (rna)
);

create index organisation_name_idx on organisation (name, organisation_id);

-- Any part of a word is found.
create index organisation_search_idx on organisation using gin (search gin_trgm_ops);

create table organisation_member (
  organisation_id uuid not null references organisation on delete restrict,
  account_id uuid not null references account on delete restrict,
  role text not null check (role in ('owner', 'editor', 'reader')),
  status text not null check (status in ('requested', 'active')),
  since timestamptz not null,
  primary key (organisation_id, account_id)
);

create index organisation_member_account_idx on organisation_member (account_id, status);
