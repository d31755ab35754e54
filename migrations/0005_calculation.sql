-- ผลคำนวณยอดหนี้: what an officer kept of a calculation for a mediation, to be calculated again years later.
-- Placed by debtor_id (docs/decisions/0002).
create table calculation (
    debtor_id uuid not null,
    registration_id uuid not null,
    calculation_id uuid not null, -- version 7
    debt_number smallint not null,
    officer_id uuid not null,
    appointment_id uuid not null,
    method text not null check (method in ('void-interest', 'at-ceiling', 'no-credit', 'at-agreed-rate')),
    rules_version smallint not null, -- calculator::VERSION
    input_hash bytea not null, -- keyed hash of the input: the same result is kept once
    input bytea not null, -- sealed: the loan
    result bytea not null, -- sealed: the whole result
    at timestamptz not null,
    primary key (debtor_id, calculation_id),
    unique (debtor_id, registration_id, debt_number, method, rules_version, input_hash),
    foreign key (debtor_id, registration_id) references registration
);
