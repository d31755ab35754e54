-- การเข้าสู่ระบบที่ค้างอยู่: a sign-in from its start until the person is back from ThaiD, fifteen minutes at most.
-- The state and the browser's cookie are kept only as hashes. No person is known yet. Placed by the state.
create table sign_in (
    state_hash bytea primary key,
    browser_hash bytea not null,
    purpose text not null check (purpose in ('citizen', 'officer')),
    nonce text not null,
    verifier text not null, -- of PKCE
    return_path text check (return_path like '/%'), -- validated: a path of ours
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index sign_in_expiry on sign_in (expires_at);
