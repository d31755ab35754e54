//! The yardstick: `pgbench` inserting the rows of a submission, in one transaction, and nothing else.

use std::process::Command;

use anyhow::{Context, Result, bail};

use bench::demo::at;

/// The rows that one registration of the walk leaves: sizes as the service writes them.
const SCRIPT: &str = r"
\set n random(1, 9000000000000)
begin;
insert into debtor values (md5(:n::text)::uuid, decode(repeat('ab', 600), 'hex'), '2.3', now(), now());
insert into registration (debtor_id, registration_id, campaign_id, state, channel, draft, draft_saved_at,
    notice_version, notice_accepted_at, version, tracking_number, office_code, submitted_at)
values (md5(:n::text)::uuid, md5(:n::text)::uuid, 99, 'submitted', 'online', decode(repeat('ab', 1900), 'hex'),
    now(), '1', now(), 1, 'PN-BENCH-' || :n, '4901', now());
insert into tracking_number values ('PN-BENCH-' || :n, md5(:n::text)::uuid, md5(:n::text)::uuid);
insert into registration_version values (md5(:n::text)::uuid, md5(:n::text)::uuid, 1, decode(repeat('ab', 1900), 'hex'), now());
insert into debt values (md5(:n::text)::uuid, md5(:n::text)::uuid, 1, decode(repeat('ab', 400), 'hex'),
    decode(repeat('ab', 150), 'hex'), 'agent', null, 4000000, null, 800000, false, '{}');
insert into registration_event values (md5(:n::text)::uuid, md5(:n::text)::uuid, md5(:n::text)::uuid, 'submitted', 1, now());
insert into audit values (md5(:n::text)::uuid, md5(:n::text)::uuid, now(), 'debtor', md5(:n::text)::uuid, 'submitted', null);
insert into notice values (md5(:n::text)::uuid, 'bench', '{}', now(), 0, now());
commit;
";

/// Transactions a second.
pub(crate) fn inserts_a_second(cluster: &str, database: &str, clients: usize) -> Result<f64> {
    let script = std::env::temp_dir().join(format!("{database}.sql"));
    std::fs::write(&script, SCRIPT)?;
    let ended = Command::new("pgbench")
        .args(["--no-vacuum", "--protocol", "prepared", "--time", "10", "--jobs", "2"])
        .args(["--client", &clients.to_string(), "--file"])
        .arg(&script)
        .arg(at(cluster, database)?)
        .output()
        .context("pgbench")?;
    std::fs::remove_file(&script).ok();
    let text = String::from_utf8_lossy(&ended.stdout);
    if !ended.status.success() {
        bail!("pgbench: {}", String::from_utf8_lossy(&ended.stderr));
    }
    let line = text.lines().find_map(|line| line.strip_prefix("tps = ")).context("no tps line")?;
    Ok(line.split_whitespace().next().unwrap_or_default().parse()?)
}
