-- Officers: people, appointments, the desk of an office, and everything they do with a debtor's file.
-- Placement (docs/decisions/0002): what belongs to a debtor's file carries debtor_id in its keys; the desk's lists
-- are placed by the office, look-up keys by their hash; officers and appointments are reference tables.

-- เจ้าหน้าที่: a person who came through the officers' entrance, or was appointed before they came.
create table officer (
    officer_id uuid primary key, -- from the keyed hash of the citizen number; not the debtor_id of the same person
    person bytea, -- sealed: what ThaiD said; null until the first sign-in
    called bytea, -- sealed: the name under which they were appointed, shown until the first sign-in
    first_signed_in_at timestamptz,
    last_signed_in_at timestamptz
);

-- การแต่งตั้ง: a role at one unit between two Bangkok days.
create table appointment (
    appointment_id uuid primary key, -- version 7
    officer_id uuid not null references officer,
    role text not null check (role in ('intake', 'mediator', 'head', 'provincial_officer', 'provincial_head',
                                       'analyst', 'administrator', 'auditor', 'observer')),
    unit text not null check (unit ~ '^(office:[0-9]{2}([0-9]{2})?|province:[0-9]{2}|nation)$'),
    starts_on date not null,
    ends_on date check (ends_on >= starts_on), -- the last day; null: until revoked
    granted_by uuid references officer, -- null: by the command line
    granted_at timestamptz not null,
    revoked_at timestamptz,
    revoked_by uuid references officer,
    revocation bytea -- sealed: the reason
);
create index appointment_by_officer on appointment (officer_id);
create index appointment_by_unit on appointment (unit, appointment_id) where revoked_at is null;

-- คำขอแต่งตั้ง
create table appointment_request (
    request_id uuid primary key, -- version 7
    officer_id uuid not null references officer,
    role text not null,
    unit text not null,
    words bytea not null, -- sealed: what they say of themselves
    asked_at timestamptz not null,
    decided_at timestamptz,
    decided_by uuid references officer,
    appointment_id uuid references appointment, -- null and decided: refused
    refusal bytea -- sealed: why
);
create unique index appointment_request_open on appointment_request (officer_id, unit) where decided_at is null;
create index appointment_request_by_unit on appointment_request (unit) where decided_at is null;

-- A session is a debtor's or an officer's, never both.
alter table session alter column debtor_id drop not null;
alter table session add column officer_id uuid;
alter table session add column appointment_id uuid; -- the one in use; null until chosen
alter table session add column agent_hash bytea; -- of the browser's name: an officer's session does not move
alter table session add check ((debtor_id is null) <> (officer_id is null));
create index session_by_officer on session (officer_id) where officer_id is not null;

-- The code of the unit an officer typed before going to ThaiD is part of the return path; nothing to add to sign_in.

-- What officers did that concerns no debtor's file.
create table officer_audit (
    audit_id uuid primary key, -- version 7
    at timestamptz not null,
    officer_id uuid, -- null: the command line
    appointment_id uuid,
    unit text, -- of the appointment
    action text not null,
    subject text not null, -- what it was done to: kind and id
    change jsonb -- what changed, without personal data
);
create index officer_audit_by_unit on officer_audit (unit, at, audit_id);
create index officer_audit_by_time on officer_audit (at, audit_id);

-- Every look at a file: by which appointment, and what for.
alter table audit add column appointment_id uuid;
alter table audit add column unit text; -- of the appointment
alter table audit add column purpose text;
create index audit_by_unit on audit (unit, at, audit_id) where actor = 'officer';
create index audit_by_time on audit (at, audit_id) where actor = 'officer';

-- A form that an officer posted when the session or the appointment had ended; for whoever takes over.
-- The owner is the registration it belongs to, else the officer.
create table officer_form (
    owner uuid not null,
    path text not null,
    officer_id uuid not null,
    fields bytea not null, -- sealed
    held_at timestamptz not null,
    primary key (owner, path)
);

-- รับลงทะเบียน ณ หน่วย: who registered a debtor at a counter, and how they made sure who it was.
create table intake (
    debtor_id uuid not null,
    registration_id uuid not null,
    office_code text not null references office,
    officer_id uuid not null,
    appointment_id uuid not null,
    proof text not null check (proof in ('card-read', 'card-seen', 'thaid')),
    at timestamptz not null,
    primary key (debtor_id, registration_id),
    foreign key (debtor_id, registration_id) references registration
);
create index intake_by_registration on intake (registration_id);
create index intake_by_office on intake (office_code, at);

-- A debtor whom a counter made known has never signed in: what the card said stands until ThaiD says more.
alter table debtor alter column first_signed_in_at drop not null;
alter table debtor alter column last_signed_in_at drop not null;

-- สำนวน: a registration on the desk of its office. A projection of the registration, made by a job, and the
-- officers' own part. Placed by the office: a page of a desk reads one place.
create table case_file (
    office_code text not null references office,
    registration_id uuid not null,
    debtor_id uuid not null,
    province_code text not null,
    campaign_id smallint not null references campaign,
    tracking_number text not null,
    channel text not null check (channel in ('online', 'onsite')),
    submitted_at timestamptz not null,
    answers_version integer not null,
    name bytea not null, -- sealed
    debts smallint not null,
    lacking smallint not null, -- how many things are missing in all debts; 0: ready to mediate
    ready boolean generated always as (debts > 0 and lacking = 0) stored,
    urgent boolean not null,
    call_hours text[] not null, -- when it is safe to call: words of the form
    -- the officers' part
    stage text not null default 'submitted' check (stage in ('submitted', 'accepted', 'moving', 'closed')),
    closed_for text check (closed_for in ('withdrawn', 'duplicate')),
    assigned_to uuid,
    -- the same, never null: a desk's index compares it with a range, as it does every other filter
    assigned_key uuid not null generated always as
        (coalesce(assigned_to, '00000000-0000-0000-0000-000000000000')) stored,
    revision integer not null default 1, -- counts every change of this part
    accepted_at timestamptz,
    last_call_at timestamptz,
    next_call_on date,
    primary key (office_code, registration_id),
    check ((stage = 'closed') = (closed_for is not null))
);
-- A page of a desk: in order of age, every filter decided inside the index.
create index case_file_by_stage on case_file
    (office_code, stage, submitted_at, registration_id, ready, urgent, channel, assigned_key);
create index case_file_to_call on case_file (office_code, next_call_on, submitted_at, registration_id)
    where stage = 'accepted' and not ready;
create index case_file_by_province on case_file
    (province_code, stage, submitted_at, registration_id, ready, urgent, channel, assigned_key);
create index case_file_by_registration on case_file (registration_id);

-- How many files of each kind an office has; kept in the transactions that change a file.
create table case_count (
    office_code text not null references office,
    stage text not null,
    ready boolean not null,
    urgent boolean not null,
    files bigint not null,
    primary key (office_code, stage, ready, urgent)
);

-- Finds files by keyed hashes of names (folded and by sound), birth dates and phones. Placed by the hash.
create table case_key (
    key_hash bytea not null,
    office_code text not null,
    registration_id uuid not null,
    debtor_id uuid not null,
    primary key (key_hash, office_code, registration_id)
);
create index case_key_by_registration on case_key (registration_id);

-- Who has a file open now.
create table case_presence (
    office_code text not null,
    registration_id uuid not null,
    officer_id uuid not null,
    seen_at timestamptz not null,
    primary key (office_code, registration_id, officer_id)
);

-- Files shown to an observer or a legal aid.
create table case_share (
    debtor_id uuid not null,
    registration_id uuid not null,
    share_id uuid not null, -- version 7
    officer_id uuid not null references officer,
    shared_by uuid not null references officer,
    shared_at timestamptz not null,
    until date not null, -- the last Bangkok day
    revoked_at timestamptz,
    reason bytea not null, -- sealed
    primary key (debtor_id, registration_id, share_id),
    foreign key (debtor_id, registration_id) references registration
);
create index case_share_by_officer on case_share (officer_id) where revoked_at is null;

-- การโอนสำนวน: to another office, which accepts or sends it back.
create table case_transfer (
    debtor_id uuid not null,
    registration_id uuid not null,
    transfer_id uuid not null, -- version 7
    from_office text not null references office,
    to_office text not null references office,
    reason bytea not null, -- sealed
    stage_before text not null,
    asked_by uuid not null references officer,
    asked_at timestamptz not null,
    decided_by uuid references officer,
    decided_at timestamptz,
    accepted boolean,
    refusal bytea, -- sealed
    primary key (debtor_id, registration_id, transfer_id),
    foreign key (debtor_id, registration_id) references registration,
    check (from_office <> to_office),
    check ((decided_at is null) = (accepted is null))
);
create index case_transfer_waiting on case_transfer (to_office, asked_at) where decided_at is null;
create index case_transfer_sent on case_transfer (from_office, asked_at) where decided_at is null;
create index case_transfer_returned on case_transfer (from_office, decided_at) where refusal is not null;
create index case_transfer_by_id on case_transfer (transfer_id);

-- คำขอซ้ำ: a file that may be the same person's, and what an officer decided.
create table case_duplicate (
    debtor_id uuid not null,
    registration_id uuid not null,
    other_registration_id uuid not null,
    signs text[] not null, -- what is alike
    found_at timestamptz not null,
    decision text check (decision in ('same', 'different')),
    decided_by uuid references officer,
    decided_at timestamptz,
    reason bytea, -- sealed
    primary key (debtor_id, registration_id, other_registration_id),
    foreign key (debtor_id, registration_id) references registration
);

-- บันทึกการโทร
create table case_call (
    debtor_id uuid not null,
    registration_id uuid not null,
    call_id uuid not null, -- version 7
    officer_id uuid not null references officer,
    appointment_id uuid not null references appointment,
    at timestamptz not null,
    result text not null check (result in ('completed', 'partly', 'call-again', 'no-answer', 'wrong-number',
                                           'not-safe', 'refused')),
    words bytea not null, -- sealed
    next_on date,
    outside_hours boolean not null, -- called at another time than the debtor allowed; confirmed by the officer
    primary key (debtor_id, registration_id, call_id),
    foreign key (debtor_id, registration_id) references registration
);

-- ข้อความถึงลูกหนี้, read inside "My registration".
create table case_message (
    debtor_id uuid not null,
    registration_id uuid not null,
    message_id uuid not null, -- version 7
    officer_id uuid not null references officer,
    appointment_id uuid not null references appointment,
    at timestamptz not null,
    words bytea not null, -- sealed
    read_at timestamptz,
    primary key (debtor_id, registration_id, message_id),
    foreign key (debtor_id, registration_id) references registration
);

-- การแก้ไขคำตอบหลังส่ง: one page of answers, both values.
create table correction (
    debtor_id uuid not null,
    registration_id uuid not null,
    correction_id uuid not null, -- version 7
    version integer not null, -- the version of the answers that it made
    debt_number smallint not null, -- 0: the debtor's own page
    page text not null,
    before bytea not null, -- sealed
    after bytea not null, -- sealed
    reason bytea not null, -- sealed
    officer_id uuid not null references officer,
    appointment_id uuid not null references appointment,
    at timestamptz not null,
    primary key (debtor_id, registration_id, correction_id),
    foreign key (debtor_id, registration_id) references registration
);

-- The office that a line of the timeline speaks of: which one wrote, corrected, or was offered the file.
alter table registration_event add column office_code text references office;

-- Every version says who made it.
alter table registration_version add column officer_id uuid;

-- The history of a campaign's days and hours.
create table campaign_change (
    change_id uuid primary key, -- version 7
    campaign_id smallint not null references campaign,
    officer_id uuid references officer,
    at timestamptz not null,
    reason text not null,
    before jsonb, -- null: it was opened
    after jsonb not null
);
create index campaign_change_by_campaign on campaign_change (campaign_id, change_id);

-- ประกาศ, on the public pages between two Bangkok days.
create table announcement (
    announcement_id uuid primary key, -- version 7
    title_th text not null,
    title_en text not null,
    words_th text not null,
    words_en text not null,
    shows_from date not null,
    shows_until date not null check (shows_until >= shows_from),
    officer_id uuid not null references officer,
    at timestamptz not null,
    withdrawn_at timestamptz
);
create index announcement_by_day on announcement (shows_until) where withdrawn_at is null;

-- What an office tells the public of itself.
create table office_detail (
    office_code text primary key references office,
    phone text not null,
    address_th text not null,
    note_th text not null,
    note_en text not null,
    updated_at timestamptz not null,
    updated_by uuid references officer
);

-- การนำเข้าข้อมูลอ้างอิง: what a file would change or has changed, so that it can be undone.
create table reference_import (
    import_id uuid primary key, -- version 7
    officer_id uuid not null references officer,
    at timestamptz not null,
    changes jsonb not null,
    applied_at timestamptz,
    undone_at timestamptz,
    undone_by uuid references officer
);
