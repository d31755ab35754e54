// Makes the database that DATABASE_URL names and applies migrations/*.sql to it, so that the queries in the code
// can be checked against it before plodnee itself is built.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const folder = 'tools/migrations';
if (!existsSync(`${folder}/node_modules/pg`)) {
    execFileSync('npm', ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
}
const { Client } = createRequire(`${process.cwd()}/${folder}/`)('pg');

async function run(url, statements) {
    const client = new Client({ connectionString: url.href });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
}

const url = new URL(process.env.DATABASE_URL);
const server = new URL('/postgres', url);
await run(server, [`create database ${url.pathname.slice(1)}`]);
const files = readdirSync('migrations').filter((name) => name.endsWith('.sql')).sort();
await run(url, files.map((name) => readFileSync(`migrations/${name}`, 'utf8')));
