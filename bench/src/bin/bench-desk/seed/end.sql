-- What the service would have counted while it wrote.
truncate case_count;
insert into case_count (office_code, stage, ready, urgent, files)
select office_code, stage, ready, urgent, count(*) from case_file group by office_code, stage, ready, urgent;

truncate territory_day;
insert into territory_day (territory, day, channel, registrations, debts, claimed_satang)
select territory, day, channel, sum(registrations), sum(registrations), sum(registrations) * 4000000
from (select office_code, channel, (submitted_at at time zone 'Asia/Bangkok')::date as day, count(*) as registrations
      from registration where office_code is not null group by 1, 2, 3) as counted
cross join lateral (values ('office:' || office_code), ('province:' || left(office_code, 2)), ('nation')) as of (territory)
group by territory, day, channel;
