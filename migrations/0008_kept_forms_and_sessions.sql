-- Forms that officers posted too late: one an officer and page, so that nobody's replaces another's.

alter table officer_form drop constraint officer_form_pkey;
alter table officer_form add primary key (owner, path, officer_id);
create index officer_form_by_time on officer_form (held_at);

-- Why a session has ended, where it was not its time: for the person it ended for.
alter table session add column ended_for text check (ended_for in ('elsewhere', 'moved'));
-- An officer's cookie changes every few minutes; whoever comes with one that was given up holds a copy.
alter table session add column secret_hash bytea; -- of the secret in use
alter table session add column next_hash bytea; -- of the one that is offered
alter table session add column before_hash bytea; -- of the one before
alter table session add column turned_at timestamptz;
create index session_by_appointment on session (appointment_id) where appointment_id is not null;

-- Lists that had no index of their own.
create index appointment_by_unit_and_time on appointment (unit, appointment_id);
create index appointment_request_by_officer on appointment_request (officer_id, request_id);

-- A decision about two files stands on both.
create index case_duplicate_by_registration on case_duplicate (registration_id, other_registration_id);

-- Who has files at an office.
create index case_file_by_officer on case_file (office_code, stage, assigned_key);
