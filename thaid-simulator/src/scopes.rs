//! The scopes of ThaiD (ขอบเขตข้อมูล), as DOPA's manual 1.0.1 lists them, and what the consent page calls them.

/// A kind of data that a relying party can ask for; the claim has the same name.
#[derive(Debug)]
pub(crate) struct Scope {
    /// The name in requests and tokens.
    pub(crate) name: &'static str,
    /// What the person is told.
    pub(crate) thai: &'static str,
}

/// Every scope. `house_address` is in production's discovery document only, not in the manual.
pub(crate) const SCOPES: &[Scope] = &[
    Scope { name: "openid", thai: "การยืนยันตัวตนด้วย ThaiD" },
    Scope { name: "pid", thai: "เลขประจำตัวประชาชน" },
    Scope { name: "name", thai: "ชื่อและนามสกุล" },
    Scope {
        name: "name_en", thai: "ชื่อและนามสกุล (ภาษาอังกฤษ)"
    },
    Scope { name: "title", thai: "คำนำหน้าชื่อ" },
    Scope {
        name: "title_en", thai: "คำนำหน้าชื่อ (ภาษาอังกฤษ)"
    },
    Scope { name: "given_name", thai: "ชื่อ" },
    Scope { name: "given_name_en", thai: "ชื่อ (ภาษาอังกฤษ)" },
    Scope { name: "middle_name", thai: "ชื่อกลาง" },
    Scope {
        name: "middle_name_en", thai: "ชื่อกลาง (ภาษาอังกฤษ)"
    },
    Scope { name: "family_name", thai: "นามสกุล" },
    Scope {
        name: "family_name_en", thai: "นามสกุล (ภาษาอังกฤษ)"
    },
    Scope { name: "birthdate", thai: "วันเดือนปีเกิด" },
    Scope { name: "gender", thai: "เพศ" },
    Scope {
        name: "address", thai: "ที่อยู่ตามบัตรประจำตัวประชาชน"
    },
    Scope {
        name: "house_address", thai: "ที่อยู่ตามทะเบียนบ้าน"
    },
    Scope {
        name: "ial", thai: "ระดับความน่าเชื่อถือของการพิสูจน์ตัวตน (IAL)"
    },
    Scope {
        name: "smartcard_code", thai: "เลขใต้รูปบนบัตรประจำตัวประชาชน"
    },
    Scope {
        name: "date_of_issuance", thai: "วันออกบัตรประจำตัวประชาชน"
    },
    Scope {
        name: "date_of_expiry", thai: "วันหมดอายุของบัตรประจำตัวประชาชน"
    },
];

/// The scope of this name, if ThaiD has it.
pub(crate) fn find(name: &str) -> Option<&'static Scope> {
    SCOPES.iter().find(|scope| scope.name == name)
}
