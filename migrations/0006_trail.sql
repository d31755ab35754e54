-- The audit trail by officer, and what was done under no appointment as the nation's.

drop index officer_audit_by_unit;
create index officer_audit_by_unit on officer_audit (coalesce(unit, 'nation'), at, audit_id);
create index officer_audit_by_officer on officer_audit (officer_id, at, audit_id);
create index audit_by_officer on audit (actor_id, at, audit_id) where actor = 'officer';
