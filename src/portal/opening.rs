//! How the round of registration (รอบรับลงทะเบียน) stands now, in words.

use chrono::{DateTime, Utc};

use crate::campaign::{Campaign, Opening};
use crate::clock::{self, thai_date, thai_date_time};
use crate::text::Lang;
use crate::web::Page;

/// How the round stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whether one can register at this moment.
    pub open: bool,
    /// Until when, or from when on, in the reader's language and Bangkok's time.
    pub text: String,
}

/// Says until when a round is open, when it opens, or that it is over.
#[must_use]
pub fn standing(page: &Page, campaign: &Campaign, now: DateTime<Utc>) -> Standing {
    let opening = campaign.opening(now);
    let last_day = thai_date(campaign.closes_on, page.lang);
    let text = match opening {
        Opening::Open if (campaign.opens_minute, campaign.closes_minute) == (0, 1440) => {
            page.t1("opening-open-all-day", "day", last_day)
        }
        Opening::Open => {
            let hours = match page.lang {
                Lang::Th => campaign.hours(),
                Lang::En => campaign.hours().replace('.', ":"),
            };
            page.t2("opening-open", "day", last_day, "hours", hours)
        }
        Opening::From(from) => {
            let from = clock::instant(from.date(), from.time());
            page.t1("opening-from", "time", thai_date_time(from, page.lang))
        }
        Opening::Over => page.t1("opening-over", "day", last_day),
    };
    Standing { open: opening == Opening::Open, text }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn page(lang: Lang) -> Page {
        Page {
            lang,
            path: "/".into(),
            address: "/".into(),
            csrf: String::new(),
            signed_in: false,
            demo: false,
            private: false,
            officer: None,
            kept_token: String::new(),
        }
    }

    #[test]
    fn a_round_says_until_when_it_is_open_or_when_it_opens() {
        let round = Campaign {
            id: 1,
            name_th: String::new(),
            name_en: String::new(),
            opens_on: NaiveDate::from_ymd_opt(2023, 12, 1).unwrap(),
            closes_on: NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(),
            opens_minute: 6 * 60,
            closes_minute: 23 * 60,
        };
        let say = |round: &Campaign, now: &str| {
            Lang::ALL.map(|lang| standing(&page(lang), round, now.parse().unwrap()).text).join("\n")
        };
        insta::assert_snapshot!(say(&round, "2023-12-05T03:00:00Z"), @"
        เปิดรับลงทะเบียนถึงวันที่ 29 กุมภาพันธ์ 2567 ทุกวัน เวลา 06.00–23.00 น.
        Registration is open until 29 February 2024, every day 06:00–23:00, Thai time.
        ");
        insta::assert_snapshot!(say(&round, "2023-12-05T16:00:00Z"), @"
        ขณะนี้ยังไม่เปิดรับลงทะเบียนทางเว็บไซต์ จะเปิดวันที่ 6 ธันวาคม 2566 เวลา 06.00 น. (เวลาประเทศไทย)
        Online registration is closed at the moment. It opens on 6 December 2023, 06:00 (Thai time).
        ");
        insta::assert_snapshot!(say(&round, "2024-03-05T16:00:00Z"), @"
        รอบรับลงทะเบียนนี้ปิดแล้วเมื่อวันที่ 29 กุมภาพันธ์ 2567
        This round of registration closed on 29 February 2024.
        ");
        let all_day = Campaign { opens_minute: 0, closes_minute: 1440, ..round };
        insta::assert_snapshot!(say(&all_day, "2023-12-05T16:00:00Z"), @"
        เปิดรับลงทะเบียนตลอด 24 ชั่วโมง ถึงวันที่ 29 กุมภาพันธ์ 2567
        Registration is open day and night until 29 February 2024.
        ");
    }
}
