-- What an office tells the public outlives a list without the office, so that it is there when the office comes back.

alter table office_detail drop constraint office_detail_office_code_fkey;
