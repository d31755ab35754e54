//! บทบาท — the roles that an appointment gives, and what each may do.

use crate::office::Territory;

/// What an officer is appointed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Role {
    /// เจ้าหน้าที่รับลงทะเบียน: registers who comes in person, follows up unready files.
    Intake,
    /// ผู้ไกล่เกลี่ย: works on files up to their end.
    Mediator,
    /// หัวหน้าหน่วย: นายอำเภอ, ผู้อำนวยการเขต, head of a provincial centre.
    Head,
    /// เจ้าหน้าที่จังหวัด: sees the province's files.
    ProvincialOfficer,
    /// หัวหน้าระดับจังหวัด: and appoints in the province.
    ProvincialHead,
    /// นักวิเคราะห์: figures only, no file.
    Analyst,
    /// ผู้ดูแลระบบ: campaigns, offices, appointments; no file.
    Administrator,
    /// ผู้ตรวจสอบ: who did what; no file.
    Auditor,
    /// ผู้สังเกตการณ์ or legal aid: reads the files that were shared with them.
    Observer,
}

/// What a route lets an officer do; which roles may is [`Role::may`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Come in: everybody with an appointment.
    Enter,
    /// Register a debtor at the counter.
    Register,
    /// Read files.
    Look,
    /// See which files may be of the same debtor: also those that others have.
    Compare,
    /// Change a file: calls, corrections, messages, hand-over.
    Work,
    /// Decide on transfers and duplicates.
    Decide,
    /// Give work to others, and share a file with an observer.
    Assign,
    /// Grant and revoke appointments.
    Appoint,
    /// Campaigns, offices, announcements, reference data.
    Administer,
    /// Read the audit trail.
    Audit,
    /// Read figures without persons.
    Figures,
}

/// The level of the unit at which a role is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// One office.
    Office,
    /// A province.
    Province,
    /// The ministry.
    Nation,
    /// Any of them.
    Any,
}

impl Role {
    /// Every role, in the order in which they are offered.
    pub const ALL: [Role; 9] = [
        Role::Intake,
        Role::Mediator,
        Role::Head,
        Role::ProvincialOfficer,
        Role::ProvincialHead,
        Role::Analyst,
        Role::Administrator,
        Role::Auditor,
        Role::Observer,
    ];

    /// The word of forms and the database; `role-<word>` in `locales/`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Role::Intake => "intake",
            Role::Mediator => "mediator",
            Role::Head => "head",
            Role::ProvincialOfficer => "provincial_officer",
            Role::ProvincialHead => "provincial_head",
            Role::Analyst => "analyst",
            Role::Administrator => "administrator",
            Role::Auditor => "auditor",
            Role::Observer => "observer",
        }
    }

    /// The role of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Whether the role may do this. Where, is its appointment's unit.
    #[must_use]
    pub fn may(self, act: Act) -> bool {
        use Role as R;
        match act {
            Act::Enter => true,
            Act::Register | Act::Work => matches!(self, R::Intake | R::Mediator | R::Head),
            Act::Look => !matches!(self, R::Analyst | R::Administrator | R::Auditor),
            Act::Compare => self != R::Observer && self.may(Act::Look),
            Act::Decide => matches!(self, R::Mediator | R::Head),
            Act::Assign => self == R::Head,
            Act::Appoint => matches!(self, R::Head | R::ProvincialHead | R::Administrator),
            Act::Administer => self == R::Administrator,
            Act::Audit => self == R::Auditor,
            Act::Figures => !matches!(self, R::Observer | R::Intake),
        }
    }

    /// Where the role is held.
    #[must_use]
    pub fn level(self) -> Level {
        match self {
            Role::Intake | Role::Mediator | Role::Head => Level::Office,
            Role::ProvincialOfficer | Role::ProvincialHead => Level::Province,
            Role::Analyst | Role::Administrator => Level::Nation,
            Role::Auditor | Role::Observer => Level::Any,
        }
    }

    /// Whether the role can be held at this unit.
    #[must_use]
    pub fn fits(self, unit: &Territory) -> bool {
        matches!(
            (self.level(), unit),
            (Level::Any, _)
                | (Level::Office, Territory::Office(_))
                | (Level::Province, Territory::Province(_))
                | (Level::Nation, Territory::Nation)
        )
    }

    /// Whether somebody of this role may appoint somebody as `role`: never above themselves. Where, is for
    /// [`super::Appointment::may_grant`].
    #[must_use]
    pub fn may_grant(self, role: Role) -> bool {
        use Role as R;
        match self {
            R::Administrator => true,
            R::ProvincialHead => !matches!(role, R::Analyst | R::Administrator | R::Auditor),
            R::Head => matches!(role, R::Intake | R::Mediator | R::Head | R::Observer),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_has_one_word() {
        for role in Role::ALL {
            assert_eq!(Role::from_word(role.word()), Some(role));
        }
        assert_eq!(Role::from_word("governor"), None);
    }

    #[test]
    fn nobody_grants_what_they_cannot_do_themselves() {
        for granting in Role::ALL {
            for granted in Role::ALL.into_iter().filter(|role| granting.may_grant(*role)) {
                assert!(
                    granting == Role::Administrator || granted.may(Act::Look),
                    "{granting:?} grants {granted:?}"
                );
                assert!(granting.may(Act::Appoint));
            }
        }
        assert!(!Role::Head.may_grant(Role::ProvincialHead));
        assert!(!Role::Mediator.may_grant(Role::Intake));
    }

    #[test]
    fn who_keeps_the_system_reads_no_file() {
        for role in [Role::Administrator, Role::Analyst, Role::Auditor] {
            for act in [Act::Look, Act::Work, Act::Register, Act::Decide, Act::Assign] {
                assert!(!role.may(act), "{role:?} {act:?}");
            }
        }
    }
}
