-- Files are also found by a month or a year that contains the birth date: every desk's row is made again, with its keys.

insert into notice (notice_id, job, payload, due_at)
select gen_random_uuid(), 'registration-changed-1',
       jsonb_build_object('debtor_id', debtor_id, 'registration_id', registration_id), now()
from registration where tracking_number is not null;
