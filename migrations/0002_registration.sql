-- Registration: campaigns, debtors, their one registration per campaign, and what goes with it.
-- Every case-side table is owned by a debtor: debtor_id stands in each primary and unique key,
-- so that the tables can be distributed by it and stay together (docs/decisions/0002).

-- รอบรับลงทะเบียน: opening days and hours are Bangkok's. A reference table.
create table campaign (
    id smallint primary key,
    code text not null unique,
    name_th text not null,
    name_en text not null,
    opens_on date not null,
    closes_on date not null,
    opens_minute smallint not null check (opens_minute between 0 and 1439), -- minutes after midnight
    closes_minute smallint not null check (closes_minute between 1 and 1440),
    check (opens_on <= closes_on),
    check (opens_minute < closes_minute)
);

insert into campaign (id, code, name_th, name_en, opens_on, closes_on, opens_minute, closes_minute)
values (1, '2566', 'รอบ 1 ธันวาคม 2566 – 29 กุมภาพันธ์ 2567', 'Round 1 December 2023 – 29 February 2024',
        '2023-12-01', '2024-02-29', 360, 1380);

-- ลูกหนี้: one row a person; debtor_id comes from the keyed hash of the citizen number.
create table debtor (
    debtor_id uuid primary key,
    person bytea not null, -- sealed: what ThaiD said of them
    assurance_level text,
    first_signed_in_at timestamptz not null,
    last_signed_in_at timestamptz not null
);

create table session (
    token_hash bytea primary key,
    debtor_id uuid not null,
    csrf bytea not null,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null
);
create index session_expiry on session (expires_at);

create table registration (
    debtor_id uuid not null references debtor,
    registration_id uuid not null,
    campaign_id smallint not null references campaign,
    state text not null check (state in ('draft', 'submitted', 'withdrawn')),
    channel text not null check (channel in ('online', 'onsite')),
    draft bytea not null, -- sealed: the answers as typed, page by page
    draft_saved_at timestamptz not null,
    notice_version text not null, -- of the privacy notice that was read
    notice_accepted_at timestamptz not null,
    version integer not null default 0, -- of the submitted answers; 0 before the first submission
    tracking_number text,
    office_code text references office,
    submitted_at timestamptz,
    withdrawn_at timestamptz,
    withdrawal bytea, -- sealed: the reason
    primary key (debtor_id, registration_id),
    unique (debtor_id, campaign_id),
    check (state = 'draft' or (tracking_number is not null and office_code is not null and submitted_at is not null))
);

-- Finds a registration by its tracking number, and keeps the numbers unique. Placed by the number.
create table tracking_number (
    tracking_number text primary key,
    debtor_id uuid not null,
    registration_id uuid not null
);

-- What was submitted, each time.
create table registration_version (
    debtor_id uuid not null,
    registration_id uuid not null,
    version integer not null check (version > 0),
    answers bytea not null, -- sealed
    submitted_at timestamptz not null,
    primary key (debtor_id, registration_id, version),
    foreign key (debtor_id, registration_id) references registration
);

-- มูลหนี้ of the newest submitted version.
create table debt (
    debtor_id uuid not null,
    registration_id uuid not null,
    debt_number smallint not null,
    creditor bytea not null, -- sealed: names, aliases, clues
    conduct bytea not null, -- sealed: what the creditor did
    creditor_kind text,
    written_satang bigint check (written_satang >= 0),
    received_satang bigint check (received_satang >= 0),
    claimed_satang bigint check (claimed_satang >= 0),
    paid_satang bigint check (paid_satang >= 0),
    urgent boolean not null,
    missing text[] not null, -- what still stands between this debt and an invitation; empty: ready
    primary key (debtor_id, registration_id, debt_number),
    foreign key (debtor_id, registration_id) references registration
);

create table attachment (
    debtor_id uuid not null,
    registration_id uuid not null,
    attachment_id uuid not null,
    name bytea not null, -- sealed
    media_type text not null,
    size_bytes integer not null check (size_bytes > 0),
    content_hash bytea not null, -- keyed: the same file twice is one attachment
    content bytea not null, -- sealed
    added_at timestamptz not null,
    primary key (debtor_id, registration_id, attachment_id),
    unique (debtor_id, registration_id, content_hash),
    foreign key (debtor_id, registration_id) references registration
);
alter table attachment alter column content set storage external; -- sealed bytes do not compress

-- The timeline a debtor sees.
create table registration_event (
    debtor_id uuid not null,
    registration_id uuid not null,
    event_id uuid not null, -- version 7: in order of time
    kind text not null,
    version integer not null,
    at timestamptz not null,
    primary key (debtor_id, registration_id, event_id),
    foreign key (debtor_id, registration_id) references registration
);

-- A form posted after its session had ended, kept for its owner to save after signing in again.
create table held_form (
    debtor_id uuid not null,
    path text not null,
    fields bytea not null, -- sealed
    held_at timestamptz not null,
    primary key (debtor_id, path)
);

-- Who did what to whose file, written in the transaction that does it.
create table audit (
    debtor_id uuid not null,
    audit_id uuid not null, -- version 7
    at timestamptz not null,
    actor text not null check (actor in ('debtor', 'officer', 'system')),
    actor_id uuid,
    action text not null,
    registration_id uuid,
    primary key (debtor_id, audit_id)
);

-- Outbox: work to do after a commit. Payloads hold ids only.
create table notice (
    notice_id uuid primary key, -- version 7
    job text not null,
    payload jsonb not null,
    due_at timestamptz not null,
    attempts smallint not null default 0,
    gave_up_at timestamptz
);
create index notice_due on notice (due_at) where gave_up_at is null;

-- Running totals of an office, a province and the nation, by Bangkok day and channel. Placed by the territory:
-- a page that shows one of them reads a few rows, however many registrations there are.
create table territory_day (
    territory text not null check (territory ~ '^(office:[0-9]{2}([0-9]{2})?|province:[0-9]{2}|nation)$'),
    day date not null,
    channel text not null check (channel in ('online', 'onsite')),
    registrations bigint not null default 0,
    debts bigint not null default 0,
    claimed_satang bigint not null default 0,
    primary key (territory, day, channel)
);
