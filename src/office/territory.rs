//! เขตรับผิดชอบ — what an officer may see and what a total counts: an office, a province, the nation.

/// A part of the country, by whose codes rights and totals are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Territory {
    /// One office, by its code.
    Office(String),
    /// All offices of a province, by its two digits.
    Province(String),
    /// Every office.
    Nation,
}

impl Territory {
    /// The territories in which an office lies: itself, its province, the nation.
    #[must_use]
    pub fn around(office_code: &str) -> [Territory; 3] {
        let province = province_of(office_code);
        [
            Territory::Office(office_code.into()),
            Territory::Province(province.into()),
            Territory::Nation,
        ]
    }

    /// Whether an office lies in it.
    #[must_use]
    pub fn covers(&self, office_code: &str) -> bool {
        Territory::around(office_code).contains(self)
    }

    /// The territory of a name in the database.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Territory> {
        match key.split_once(':') {
            Some(("office", code)) => Some(Territory::Office(code.into())),
            Some(("province", code)) => Some(Territory::Province(code.into())),
            None if key == "nation" => Some(Territory::Nation),
            _ => None,
        }
    }

    /// Its name in the database. A province's and its centre's codes are alike, so the kind stands in front.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Territory::Office(code) => format!("office:{code}"),
            Territory::Province(code) => format!("province:{code}"),
            Territory::Nation => "nation".into(),
        }
    }
}

/// An office's code begins with its province's.
fn province_of(office_code: &str) -> &str {
    office_code.get(..2).unwrap_or(office_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_territory_covers_its_own_offices_and_no_others() {
        let office = |code: &str| Territory::Office(code.into());
        let province = |code: &str| Territory::Province(code.into());
        let cases = [
            (office("4901"), "4901", true),
            (office("4901"), "4902", false),
            (office("49"), "4901", false),
            (office("4901"), "49", false),
            (province("49"), "4901", true),
            (province("49"), "49", true),
            (province("49"), "4801", false),
            (province("10"), "1001", true),
            (Territory::Nation, "1001", true),
        ];
        for (territory, code, covered) in cases {
            assert_eq!(territory.covers(code), covered, "{territory:?} {code}");
        }
    }

    #[test]
    fn a_province_and_its_centre_are_told_apart() {
        let keys = Territory::around("49").map(|territory| territory.key());
        assert_eq!(keys, ["office:49", "province:49", "nation"]);
        let read = keys.map(|key| Territory::from_key(&key));
        assert_eq!(read, Territory::around("49").map(Some));
        assert_eq!(Territory::from_key("district:4901"), None);
    }
}
