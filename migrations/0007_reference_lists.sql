-- Any list of the reference data can be imported, not the offices alone.

alter table reference_import add column list text not null default 'offices'
    check (list in ('provinces', 'districts', 'subdistricts', 'postal-codes', 'offices'));
create index reference_import_in_force on reference_import (list) where applied_at is not null and undone_at is null;
