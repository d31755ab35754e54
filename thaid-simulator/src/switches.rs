//! The faults that can be switched on (สวิตช์จำลองความผิดพลาด), each by its own name.
//!
//! Everything off is the faithful behaviour. The same names are the form fields of
//! `POST /simulator/switches`, which replaces all switches: a field left out is off.

use serde::{Deserialize, Serialize};

/// What the simulator does differently from ThaiD as observed. The default is faithful.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent fault with its own name"
)]
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// Discovery spells `subject_types_supported` as the standard does.
    pub correct_subject_types: bool,
    /// Discovery names another issuer.
    pub wrong_discovery_issuer: bool,
    /// Discovery answers 404.
    pub discovery_missing: bool,
    /// Milliseconds that discovery waits before it answers.
    pub discovery_delay_ms: u64,
    /// The key set lacks the key that signs.
    pub omit_signing_key: bool,
    /// Errors of the authorize request return to the callback instead of being answered directly.
    pub redirected_errors: bool,
    /// Whatever the person presses counts as ไม่ยินยอม.
    pub decline: bool,
    /// Sign-in transactions have expired as soon as they exist.
    pub expire: bool,
    /// The person's answer leads nowhere: the browser never returns to the relying party.
    pub never_answer: bool,
    /// The callback comes without `state`.
    pub drop_state: bool,
    /// The callback comes with another `state`.
    pub alter_state: bool,
    /// The expiry is called `expire_in`, as in the manual.
    pub expire_in_name: bool,
    /// The expiry is a number of seconds from now, as the standard says.
    pub relative_expiry: bool,
    /// The token response has no `refresh_token`.
    pub no_refresh_token: bool,
    /// The token response repeats the person's claims beside the `id_token`.
    pub extra_flat_claims: bool,
    /// The token endpoint answers 502 with an HTML page.
    pub non_json_502: bool,
    /// Milliseconds that the token endpoint waits before it answers.
    pub token_delay_ms: u64,
    /// Authorization codes have expired when they are exchanged.
    pub expired_code: bool,
    /// The token response has no `id_token` although `openid` was asked for.
    pub no_id_token: bool,
    /// The `id_token` has no `nonce`.
    pub no_nonce: bool,
    /// The `id_token` has another `nonce`.
    pub wrong_nonce: bool,
    /// The `id_token` has another issuer.
    pub wrong_iss: bool,
    /// The `id_token` is for another client.
    pub wrong_aud: bool,
    /// The `id_token` is signed by another algorithm than ES256.
    pub wrong_alg: WrongAlg,
    /// The `id_token` names a key that is not in the key set.
    pub wrong_kid: bool,
    /// The signature of the `id_token` does not fit.
    pub wrong_signature: bool,
    /// The `at_hash` of the `id_token` belongs to another access token.
    pub wrong_at_hash: bool,
    /// The `id_token` expired an hour and three quarters ago.
    pub expired_id_token: bool,
    /// `aud` is an array of one, with `azp`.
    pub aud_array: bool,
    /// `sub` is an opaque text instead of the citizen number.
    pub opaque_sub: bool,
    /// `sub` is the citizen number of someone else.
    pub different_sub: bool,
    /// How `birthdate` is rendered when the register does not know all of it.
    pub partial_birthdate: PartialBirthdate,
    /// `birthdate` has a year of the Buddhist Era.
    pub be_year: bool,
    /// Addresses are plain strings.
    pub address_string: bool,
    /// There is no `pid`, although it was granted.
    pub no_pid: bool,
    /// `pid` and `sub` have a wrong check digit.
    pub bad_pid: bool,
    /// There is no `ial`, although it was granted.
    pub no_ial: bool,
    /// `ial` is 1.1.
    pub low_ial: bool,
    /// Seconds added to every time that is issued; negative for a clock that is slow.
    pub clock_skew_seconds: i64,
    /// Userinfo answers 404.
    pub userinfo_missing: bool,
}

/// An algorithm that a relying party must refuse.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WrongAlg {
    /// ES256 after all.
    #[default]
    Off,
    /// `none`, with an empty signature.
    None,
    /// HS256, keyed by the client secret.
    Hs256,
}

/// A rendering of a birth date that is not wholly known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartialBirthdate {
    /// As the person's record has it.
    #[default]
    Off,
    /// `1950`
    Year,
    /// `1950-03`
    YearMonth,
    /// `1950-00-00`
    Zeros,
    /// No claim at all.
    Absent,
}

/// A switch as the control page shows it.
pub(crate) struct Entry {
    /// The name of the field in [`Switches`].
    pub(crate) name: &'static str,
    /// What it does, in Thai.
    pub(crate) thai: &'static str,
    /// The values of a switch that has several.
    pub(crate) options: &'static [&'static str],
}

const fn entry(name: &'static str, thai: &'static str) -> Entry {
    Entry { name, thai, options: &[] }
}

/// Every switch, by the part of the protocol it belongs to.
pub(crate) const CATALOGUE: &[(&str, &[Entry])] = &[
    (
        "ข้อมูลผู้ให้บริการ · Discovery, JWKS",
        &[
            entry("correct_subject_types", "สะกด subject_types_supported ตามมาตรฐาน"),
            entry("wrong_discovery_issuer", "แจ้ง issuer เป็นระบบอื่น"),
            entry("discovery_missing", "ไม่พบเอกสาร discovery (404)"),
            entry("discovery_delay_ms", "หน่วงเวลา discovery (มิลลิวินาที)"),
            entry("omit_signing_key", "ไม่เผยแพร่กุญแจที่ใช้ลงลายมือชื่อ"),
        ],
    ),
    (
        "การขอยืนยันตัวตน · Authorize, callback",
        &[
            entry("redirected_errors", "ส่งข้อผิดพลาดกลับไปที่ callback"),
            entry("decline", "ถือว่าผู้ใช้ไม่ยินยอมทุกครั้ง"),
            entry("expire", "รายการหมดอายุทันที"),
            entry("never_answer", "ไม่กลับไปยังระบบผู้ให้บริการ"),
            entry("drop_state", "callback ไม่มี state"),
            entry("alter_state", "callback มี state ไม่ตรง"),
        ],
    ),
    (
        "การแลกโทเคน · Token",
        &[
            entry("expire_in_name", "ใช้ชื่อ expire_in ตามคู่มือ"),
            entry("relative_expiry", "อายุโทเคนนับเป็นวินาทีจากปัจจุบัน"),
            entry("no_refresh_token", "ไม่มี refresh_token"),
            entry("extra_flat_claims", "มีข้อมูลบุคคลซ้ำนอก id_token"),
            entry("non_json_502", "ตอบ 502 ที่ไม่ใช่ JSON"),
            entry("token_delay_ms", "หน่วงเวลา (มิลลิวินาที)"),
            entry("expired_code", "รหัส code หมดอายุก่อนแลก"),
            entry("no_id_token", "ไม่มี id_token"),
        ],
    ),
    (
        "ความถูกต้องของ id_token",
        &[
            entry("no_nonce", "ไม่มี nonce"),
            entry("wrong_nonce", "nonce ไม่ตรง"),
            entry("wrong_iss", "iss เป็นระบบอื่น"),
            entry("wrong_aud", "aud เป็นระบบอื่น"),
            Entry {
                name: "wrong_alg",
                thai: "ลงลายมือชื่อด้วยวิธีอื่น",
                options: &["off", "none", "hs256"],
            },
            entry("wrong_kid", "kid ไม่มีในชุดกุญแจ"),
            entry("wrong_signature", "ลายมือชื่อไม่ถูกต้อง"),
            entry("wrong_at_hash", "at_hash ไม่ตรงกับ access_token"),
            entry("expired_id_token", "id_token หมดอายุแล้ว"),
            entry("aud_array", "aud เป็นรายการ (array)"),
            entry("clock_skew_seconds", "นาฬิกาคลาดเคลื่อน (วินาที)"),
        ],
    ),
    (
        "ข้อมูลบุคคล · Claims, userinfo",
        &[
            entry("opaque_sub", "sub ไม่ใช่เลขประจำตัวประชาชน"),
            entry("different_sub", "sub เป็นเลขของผู้อื่น"),
            Entry {
                name: "partial_birthdate",
                thai: "วันเกิดไม่ครบ",
                options: &["off", "year", "year_month", "zeros", "absent"],
            },
            entry("be_year", "ปีเกิดเป็นพุทธศักราช"),
            entry("address_string", "ที่อยู่เป็นข้อความ"),
            entry("no_pid", "ไม่มี pid"),
            entry("bad_pid", "เลขตรวจสอบของ pid ผิด"),
            entry("no_ial", "ไม่มี ial"),
            entry("low_ial", "ial ต่ำ (1.1)"),
            entry("userinfo_missing", "ไม่มี userinfo (404)"),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_control_page_shows_every_switch_once() {
        let switches = serde_json::to_value(Switches::default()).unwrap();
        let mut fields: Vec<_> = switches.as_object().unwrap().keys().map(String::as_str).collect();
        let mut shown: Vec<_> =
            CATALOGUE.iter().flat_map(|(_, entries)| entries.iter().map(|e| e.name)).collect();
        fields.sort_unstable();
        shown.sort_unstable();
        assert_eq!(fields, shown);
    }
}
