-- What the seed reads while it writes (rows.sql): temporary tables of one connection.

-- An id in order of time, of any moment.
create function pg_temp.v7(at timestamptz) returns uuid language sql volatile as $$
    select encode(overlay(uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from at) * 1000)::bigint) from 3) from 1), 'hex')::uuid
$$;

-- Three intake officers of each office.
create temporary table seed_officer as
select substr(unit, 8) as office_code, officer_id, appointment_id, slot
from (select unit, officer_id, appointment_id,
             row_number() over (partition by unit order by appointment_id) - 1 as slot
      from appointment where role = 'intake' and unit like 'office:%') as numbered
where slot < 3;

create temporary table seed_spelling (spelled integer not null, key_hash bytea not null);

create temporary table seed_file (
    n bigint not null,
    registration_id uuid not null,
    debtor_id uuid not null,
    office_code text not null,
    other_office text, -- for transfers; null in the measured office
    name bytea not null,
    spelled integer not null,
    born bytea not null,
    phone bytea not null,
    submitted_at timestamptz not null,
    taken_at timestamptz not null, -- when an officer first did something
    tracking_number text not null,
    channel text not null,
    stage text not null,
    lacking smallint not null,
    urgent boolean not null,
    called boolean not null,
    versions integer not null,
    officer_id uuid not null,
    appointment_id uuid not null
);

-- What the service sealed for one real registration, kept inside the row so that copying it reads nothing else.
create temporary table seed_sealed (person bytea, draft bytea, answers bytea, creditor bytea, conduct bytea,
    call_words bytea, message bytea, before bytea, after bytea, reason bytea);
alter table seed_sealed alter person set storage plain, alter draft set storage plain,
    alter answers set storage plain, alter creditor set storage plain, alter conduct set storage plain;
insert into seed_sealed
select p.person, r.draft, v.answers, d.creditor, d.conduct, c.words, m.words, k.before, k.after, k.reason
from registration r
join debtor p using (debtor_id)
join registration_version v using (debtor_id, registration_id)
join debt d using (debtor_id, registration_id)
join case_call c using (debtor_id, registration_id)
join case_message m using (debtor_id, registration_id)
join correction k using (debtor_id, registration_id)
order by r.registration_id limit 1;

create temporary table seed_result as select input, result from calculation order by calculation_id limit 1;
