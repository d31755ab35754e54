-- The rows of one batch of registrations, from the temporary tables that seed/mod.rs and seed/batch.rs fill:
-- seed_file (one row a registration), seed_sealed (one row: what the service sealed for a real registration) and
-- seed_spelling (the search keys of each name). What is sealed is copied as opaque bytes of its true size: it does not
-- open at its new place, and nobody opens it.

insert into debtor (debtor_id, person, assurance_level, first_signed_in_at, last_signed_in_at)
select debtor_id, person, '2.3', submitted_at, submitted_at from seed_file, seed_sealed;

insert into registration (debtor_id, registration_id, campaign_id, state, channel, draft, draft_saved_at, notice_version,
    notice_accepted_at, version, tracking_number, office_code, submitted_at, withdrawn_at, withdrawal)
select debtor_id, registration_id, 99, case stage when 'closed' then 'withdrawn' else 'submitted' end, channel, draft,
       submitted_at, '1', submitted_at, versions, tracking_number, office_code, submitted_at,
       case stage when 'closed' then taken_at end, case stage when 'closed' then call_words end
from seed_file, seed_sealed;

insert into tracking_number (tracking_number, debtor_id, registration_id)
select tracking_number, debtor_id, registration_id from seed_file;

insert into registration_version (debtor_id, registration_id, version, answers, submitted_at, officer_id)
select debtor_id, registration_id, version, answers, submitted_at, case when version > 1 then officer_id end
from seed_file, seed_sealed, generate_series(1, versions) as version;

insert into debt (debtor_id, registration_id, debt_number, creditor, conduct, creditor_kind, received_satang,
    paid_satang, urgent, missing)
select debtor_id, registration_id, 1, creditor, conduct, 'agent', 4000000, 800000, urgent,
       case lacking when 0 then '{}'::text[] else '{debtor-contact,creditor-name,creditor-reach}' end
from seed_file, seed_sealed;

insert into registration_event (debtor_id, registration_id, event_id, kind, version, at, office_code)
select debtor_id, registration_id, pg_temp.v7(submitted_at),
       case channel when 'onsite' then 'submitted-onsite' else 'submitted' end, 1, submitted_at,
       case channel when 'onsite' then office_code end
from seed_file
union all
select debtor_id, registration_id, pg_temp.v7(taken_at), 'accepted', 1, taken_at, office_code
from seed_file where stage in ('accepted', 'moving');

insert into attachment (debtor_id, registration_id, attachment_id, name, media_type, size_bytes, content_hash, content,
    added_at)
select debtor_id, registration_id, registration_id, call_words, 'image/jpeg', 1000, uuid_send(registration_id), conduct,
       submitted_at
from seed_file, seed_sealed where n % 10 = 5;

insert into intake (debtor_id, registration_id, office_code, officer_id, appointment_id, proof, at)
select debtor_id, registration_id, office_code, officer_id, appointment_id, 'card-seen', submitted_at
from seed_file where channel = 'onsite';

insert into audit (debtor_id, audit_id, at, actor, actor_id, action, registration_id)
select debtor_id, pg_temp.v7(submitted_at), submitted_at, 'debtor', debtor_id, 'submitted', registration_id
from seed_file where channel = 'online';

insert into audit (debtor_id, audit_id, at, actor, actor_id, action, registration_id, appointment_id, unit, purpose)
select debtor_id, pg_temp.v7(taken_at), taken_at, 'officer', officer_id, action, registration_id, appointment_id,
       'office:' || office_code, purpose
from seed_file
cross join (values ('looked', 'work'), ('accepted', null)) as done (action, purpose)
where stage <> 'submitted';

insert into officer_audit (audit_id, at, officer_id, appointment_id, unit, action, subject, change)
select pg_temp.v7(taken_at), taken_at, officer_id, appointment_id, 'office:' || office_code, 'listed',
       'office:' || office_code, '{"stage": "accepted"}'
from seed_file where n % 5 = 0;

insert into case_file (office_code, registration_id, debtor_id, province_code, campaign_id, tracking_number, channel,
    submitted_at, name, debts, lacking, urgent, call_hours, stage, closed_for, assigned_to,
    accepted_at, last_call_at, next_call_on)
select office_code, registration_id, debtor_id, left(office_code, 2), 99, tracking_number, channel, submitted_at,
       name, 1, lacking, urgent,
       array[(array['morning', 'midday', 'afternoon', 'evening', 'unknown', 'no-calls'])[(1 + n % 6)::integer]], stage,
       case stage when 'closed' then 'withdrawn' end, case when stage <> 'submitted' then officer_id end,
       case when stage <> 'submitted' then taken_at end, case when called then taken_at end,
       case when called and n % 4 < 2 then current_date - n::integer % 3 end
from seed_file;

insert into case_key (key_hash, office_code, registration_id, debtor_id)
select key_hash, office_code, registration_id, debtor_id
from (select born as key_hash, office_code, registration_id, debtor_id from seed_file
      union all
      select phone, office_code, registration_id, debtor_id from seed_file
      union all
      select key_hash, office_code, registration_id, debtor_id from seed_file join seed_spelling using (spelled)) as keys
order by key_hash, office_code, registration_id;

insert into case_presence (office_code, registration_id, officer_id, seen_at)
select office_code, registration_id, officer_id, taken_at from seed_file where n % 5 = 2;

insert into case_call (debtor_id, registration_id, call_id, officer_id, appointment_id, at, result, words, next_on,
    outside_hours)
select debtor_id, registration_id, pg_temp.v7(taken_at), officer_id, appointment_id, taken_at, 'partly', call_words,
       null, false
from seed_file, seed_sealed where called;

insert into case_message (debtor_id, registration_id, message_id, officer_id, appointment_id, at, words, read_at)
select debtor_id, registration_id, pg_temp.v7(taken_at), officer_id, appointment_id, taken_at, message, taken_at
from seed_file, seed_sealed where n % 10 = 3;

-- Offers that wait, offers that were taken, offers that were sent back. The measured office has its own (measured.rs).
insert into case_transfer (debtor_id, registration_id, transfer_id, from_office, to_office, reason, stage_before,
    asked_by, asked_at, decided_by, decided_at, accepted, refusal)
select debtor_id, registration_id, pg_temp.v7(taken_at), office_code, other_office, call_words, 'accepted', officer_id,
       taken_at, null, null::timestamptz, null::boolean, null::bytea
from seed_file, seed_sealed where stage = 'moving'
union all
select debtor_id, registration_id, pg_temp.v7(submitted_at), other_office, office_code, call_words, 'accepted',
       officer_id, submitted_at, officer_id, taken_at, true, null
from seed_file, seed_sealed where other_office is not null and n % 50 = 1
union all
select debtor_id, registration_id, pg_temp.v7(submitted_at), office_code, other_office, call_words, 'accepted',
       officer_id, submitted_at, officer_id, taken_at, false, call_words
from seed_file, seed_sealed where other_office is not null and n % 100 = 3 and stage <> 'moving';

insert into case_duplicate (debtor_id, registration_id, other_registration_id, signs, found_at)
select debtor_id, registration_id, other, '{phone}', taken_at
from (select *, lag(registration_id) over (order by n) as other from seed_file) as pair
where n % 100 = 7 and other is not null;

insert into case_share (debtor_id, registration_id, share_id, officer_id, shared_by, shared_at, until, reason)
select debtor_id, registration_id, pg_temp.v7(taken_at), officer_id, officer_id, taken_at, current_date + 30, call_words
from seed_file, seed_sealed where n % 500 = 9;

insert into correction (debtor_id, registration_id, correction_id, version, debt_number, page, before, after, reason,
    officer_id, appointment_id, at)
select debtor_id, registration_id, pg_temp.v7(taken_at), 2, 0, 'contact', before, after, reason, officer_id,
       appointment_id, taken_at
from seed_file, seed_sealed where versions > 1;

insert into calculation (debtor_id, registration_id, calculation_id, debt_number, officer_id, appointment_id, method,
    rules_version, input_hash, input, result, at)
select debtor_id, registration_id, pg_temp.v7(taken_at), 1, officer_id, appointment_id, 'at-ceiling', 1,
       uuid_send(registration_id), input, result, taken_at
from seed_file, seed_result where n % 50 = 11;
