//! The cast of the simulator (ตัวละครสมมติ). All of them are invented.
//!
//! Their citizen numbers carry a right check digit but the office digits 99xx, which no registration
//! office has, so they belong to nobody. The PINs are shown on every page that asks for one.

/// A fictional holder of a ThaiD.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// The citizen number (เลขประจำตัวประชาชน), 13 digits.
    pub pid: &'static str,
    /// The PIN of the app (รหัสผ่าน 8 หลัก).
    pub pin: &'static str,
    /// What the person is for in tests and training, in Thai.
    pub part: &'static str,
    /// The title in Thai.
    pub title: &'static str,
    /// The given name in Thai.
    pub given_name: &'static str,
    /// The middle name in Thai, or nothing.
    pub middle_name: &'static str,
    /// The family name in Thai.
    pub family_name: &'static str,
    /// The title in English.
    pub title_en: &'static str,
    /// The given name in English.
    pub given_name_en: &'static str,
    /// The middle name in English; without it there is no claim.
    pub middle_name_en: Option<&'static str>,
    /// The family name in English.
    pub family_name_en: &'static str,
    /// The date of birth: `YYYY-MM-DD`, Gregorian, or the year alone.
    pub birthdate: &'static str,
    /// `male` or `female`.
    pub gender: &'static str,
    /// The address on the identity card.
    pub address: Address,
    /// The address in the house register, if the person has one there.
    pub house_address: Option<Address>,
    /// The identity assurance level.
    pub ial: &'static str,
    /// The number under the photograph (เลขใต้รูป).
    pub smartcard_code: &'static str,
    /// The day the card was issued.
    pub date_of_issuance: &'static str,
    /// The day the card expires; `99999999` on a card for life.
    pub date_of_expiry: &'static str,
}

/// An address in the order of the card's chip: house number, moo, trok, soi, road, sub-district,
/// district, province.
#[derive(Debug, Clone, Copy)]
pub struct Address(pub [&'static str; 8]);

impl Address {
    /// The address as it is printed.
    #[must_use]
    pub fn formatted(&self) -> String {
        self.0.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
    }

    /// The address as on the chip, its parts separated by `#`.
    #[must_use]
    pub fn raw(&self) -> String {
        self.0.join("#")
    }
}

impl Person {
    /// The full name in Thai, with its title.
    #[must_use]
    pub fn name(&self) -> String {
        let first = format!("{}{}", self.title, self.given_name);
        joined(&[&first, self.middle_name, self.family_name])
    }

    /// The full name in English, with its title.
    #[must_use]
    pub fn name_en(&self) -> String {
        let middle = self.middle_name_en.unwrap_or_default();
        joined(&[self.title_en, self.given_name_en, middle, self.family_name_en])
    }

    /// The citizen number with its dashes, as on the card.
    #[must_use]
    pub fn dashed_pid(&self) -> String {
        let pid = self.pid;
        [&pid[..1], &pid[1..5], &pid[5..10], &pid[10..12], &pid[12..]].join("-")
    }
}

fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

/// The member of the cast with this citizen number.
pub(crate) fn find(pid: &str) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.pid == pid)
}

const MUKDAHAN: Address =
    Address(["99/9", "หมู่ที่ 9", "", "", "", "ตำบลมุกดาหาร", "อำเภอเมืองมุกดาหาร", "จังหวัดมุกดาหาร"]);

/// An officer: only the names and the number matter.
const fn colleague(
    [pid, pin]: [&'static str; 2],
    part: &'static str,
    [title, given_name, family_name]: [&'static str; 3],
    [title_en, given_name_en, family_name_en]: [&'static str; 3],
    gender: &'static str,
) -> Person {
    Person {
        pid,
        pin,
        part,
        title,
        given_name,
        middle_name: "",
        family_name,
        title_en,
        given_name_en,
        middle_name_en: Some(""),
        family_name_en,
        birthdate: "1985-04-06",
        gender,
        address: MUKDAHAN,
        house_address: Some(MUKDAHAN),
        ial: "2.3",
        smartcard_code: "49010700000000",
        date_of_issuance: "2024-04-06",
        date_of_expiry: "2033-04-05",
    }
}

/// The people who can sign in with the phone; the sandbox form takes any other number as well.
pub const PEOPLE: &[Person] = &[
    Person {
        pid: "1990100000011",
        pin: "27183946",
        part: "ประชาชนทั่วไป",
        title: "นางสาว",
        given_name: "มะลิ",
        middle_name: "",
        family_name: "ทดสอบดี",
        title_en: "Miss",
        given_name_en: "Mali",
        middle_name_en: Some(""),
        family_name_en: "Thotsopdi",
        birthdate: "1989-12-28",
        gender: "female",
        address: MUKDAHAN,
        house_address: Some(MUKDAHAN),
        ial: "2.3",
        smartcard_code: "49010100000000",
        date_of_issuance: "2022-03-01",
        date_of_expiry: "2030-12-27",
    },
    Person {
        pid: "3990200000027",
        pin: "31416859",
        part: "มีชื่อกลางและชื่อยาว",
        title: "นาย",
        given_name: "สมมติ",
        middle_name: "มหาวัฒนาพิพัฒน์พงศ์",
        family_name: "ตัวอย่างงาม",
        title_en: "Mr.",
        given_name_en: "Sommot",
        middle_name_en: Some("Mahawatthanaphiphatphong"),
        family_name_en: "Tuayangngam",
        birthdate: "1975-04-09",
        gender: "male",
        address: Address([
            "199/88",
            "หมู่ที่ 14",
            "ตรอกตัวอย่าง",
            "ซอยสมมติ 4 แยก 2",
            "ถนนห้วยแก้ว",
            "ตำบลสุเทพ",
            "อำเภอเมืองเชียงใหม่",
            "จังหวัดเชียงใหม่",
        ]),
        house_address: Some(Address([
            "45",
            "หมู่ที่ 2",
            "",
            "",
            "",
            "ตำบลแม่สอด",
            "อำเภอแม่สอด",
            "จังหวัดตาก",
        ])),
        ial: "2.3",
        smartcard_code: "50010200000000",
        date_of_issuance: "2020-06-15",
        date_of_expiry: "2029-04-08",
    },
    Person {
        pid: "5990300000033",
        pin: "58204917",
        part: "ทราบเฉพาะปีเกิด (พ.ศ. 2493) บัตรตลอดชีพ",
        title: "นาง",
        given_name: "ทองใบ",
        middle_name: "",
        family_name: "ไม่มีจริง",
        title_en: "Mrs.",
        given_name_en: "Thongbai",
        middle_name_en: Some(""),
        family_name_en: "Maimiching",
        birthdate: "1950",
        gender: "female",
        address: Address([
            "7",
            "หมู่ที่ 3",
            "",
            "",
            "",
            "ตำบลในเมือง",
            "อำเภอเมืองขอนแก่น",
            "จังหวัดขอนแก่น",
        ]),
        house_address: Some(MUKDAHAN),
        ial: "2.3",
        smartcard_code: "40010300000000",
        date_of_issuance: "2012-01-05",
        date_of_expiry: "99999999",
    },
    Person {
        pid: "8990400000048",
        pin: "60471938",
        part: "เลขประเภท 8 ไม่มีที่อยู่ตามทะเบียนบ้าน",
        title: "นาย",
        given_name: "ซอ",
        middle_name: "",
        family_name: "สมมุติวิน",
        title_en: "Mr.",
        given_name_en: "Saw",
        middle_name_en: None,
        family_name_en: "Sommutwin",
        birthdate: "1993-02-17",
        gender: "male",
        address: Address(["12/1", "หมู่ที่ 1", "", "", "", "ตำบลแม่สอด", "อำเภอแม่สอด", "จังหวัดตาก"]),
        house_address: None,
        ial: "2.3",
        smartcard_code: "63020400000000",
        date_of_issuance: "2024-09-30",
        date_of_expiry: "2033-02-16",
    },
    Person {
        pid: "3990100000157",
        pin: "49016372",
        part: "เจ้าหน้าที่ หน่วยงาน 4901",
        title: "นาย",
        given_name: "พิทักษ์",
        middle_name: "",
        family_name: "สมมุติราษฎร์",
        title_en: "Mr.",
        given_name_en: "Phithak",
        middle_name_en: Some(""),
        family_name_en: "Sommutirat",
        birthdate: "1981-07-21",
        gender: "male",
        address: MUKDAHAN,
        house_address: Some(MUKDAHAN),
        ial: "2.3",
        smartcard_code: "49010500000000",
        date_of_issuance: "2023-08-01",
        date_of_expiry: "2032-07-20",
    },
    Person {
        pid: "1990100001238",
        pin: "73582064",
        part: "เจ้าหน้าที่ ศูนย์จังหวัด 49",
        title: "นางสาว",
        given_name: "ดาริน",
        middle_name: "",
        family_name: "จำลองกิจ",
        title_en: "Miss",
        given_name_en: "Darin",
        middle_name_en: Some(""),
        family_name_en: "Chamlongkit",
        birthdate: "1991-11-03",
        gender: "female",
        address: MUKDAHAN,
        house_address: Some(MUKDAHAN),
        ial: "2.3",
        smartcard_code: "49010600000000",
        date_of_issuance: "2021-05-10",
        date_of_expiry: "2029-11-02",
    },
    colleague(
        ["3990100000301", "62940718"],
        "นายอำเภอ หน่วยงาน 4901",
        ["นาย", "ปกครอง", "สมมุติเมือง"],
        ["Mr.", "Pokkhrong", "Sommutmueang"],
        "male",
    ),
    colleague(
        ["3990100000319", "81573902"],
        "ผู้ไกล่เกลี่ย หน่วยงาน 4901",
        ["นาง", "สันติ", "จำลองธรรม"],
        ["Mrs.", "Santi", "Chamlongtham"],
        "female",
    ),
    colleague(
        ["3990200000329", "37206495"],
        "เจ้าหน้าที่ หน่วยงาน 4902",
        ["นาย", "อำนวย", "สมมุติกิจ"],
        ["Mr.", "Amnuai", "Sommutkit"],
        "male",
    ),
    colleague(
        ["3990300000339", "59418263"],
        "หัวหน้าจังหวัด 49",
        ["นางสาว", "ธุรการ", "สมมุติจังหวัด"],
        ["Miss", "Thurakan", "Sommutchangwat"],
        "female",
    ),
    colleague(
        ["3990400000349", "28361750"],
        "ผู้ดูแลระบบ ส่วนกลาง",
        ["นาย", "ดูแล", "จำลองระบบ"],
        ["Mr.", "Dulae", "Chamlongrabop"],
        "male",
    ),
    colleague(
        ["3990500000359", "90627184"],
        "ผู้ตรวจสอบ ส่วนกลาง",
        ["นาง", "ตรวจทาน", "สมมุติชัด"],
        ["Mrs.", "Truatthan", "Sommutchat"],
        "female",
    ),
    colleague(
        ["3990600000369", "46273915"],
        "ผู้สังเกตการณ์ หน่วยงาน 4901",
        ["นางสาว", "เป็นธรรม", "จำลองช่วย"],
        ["Miss", "Pentham", "Chamlongchuai"],
        "female",
    ),
];

/// Whose claims are issued for a number typed into the sandbox form that is not in the cast.
pub(crate) const STRANGER: Person = Person {
    pid: "1234567890121",
    pin: "",
    part: "",
    title: "นาย",
    given_name: "แซนด์บ็อกซ์",
    middle_name: "",
    family_name: "ระบบจำลอง",
    title_en: "Mr.",
    given_name_en: "Sandbox",
    middle_name_en: Some(""),
    family_name_en: "Simulator",
    birthdate: "1990-01-31",
    gender: "male",
    address: MUKDAHAN,
    house_address: Some(MUKDAHAN),
    ial: "2.3",
    smartcard_code: "49019900000000",
    date_of_issuance: "2022-01-31",
    date_of_expiry: "2031-01-30",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phone::has_run;

    /// The check digit of a citizen number: 11 minus the weighted sum modulo 11, modulo 10.
    fn check_digit(pid: &str) -> u32 {
        let sum: u32 =
            pid.chars().zip((2..=13).rev()).map(|(d, w)| d.to_digit(10).unwrap() * w).sum();
        (11 - sum % 11) % 10
    }

    #[test]
    fn every_number_has_a_right_check_digit_and_no_real_office() {
        for person in PEOPLE {
            assert_eq!(person.pid.len(), 13);
            assert!(person.pid.ends_with(&check_digit(person.pid).to_string()), "{}", person.pid);
            assert_eq!(&person.pid[1..3], "99");
        }
    }

    #[test]
    fn every_pin_has_eight_digits_without_runs() {
        for person in PEOPLE {
            assert_eq!(person.pin.len(), 8);
            assert!(person.pin.bytes().all(|b| b.is_ascii_digit()));
            assert!(!has_run(person.pin), "{}", person.pin);
        }
    }

    #[test]
    fn an_address_has_its_chip_form_and_its_printed_form() {
        assert_eq!(MUKDAHAN.raw(), "99/9#หมู่ที่ 9####ตำบลมุกดาหาร#อำเภอเมืองมุกดาหาร#จังหวัดมุกดาหาร");
        assert_eq!(MUKDAHAN.formatted(), "99/9 หมู่ที่ 9 ตำบลมุกดาหาร อำเภอเมืองมุกดาหาร จังหวัดมุกดาหาร");
    }
}
