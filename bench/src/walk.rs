//! A debtor who registers: the pages of the form, as a browser sends them.

use anyhow::{Context, Result, ensure};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

/// The answers of one whole registration, page by page.
const PAGES: &[(&str, &[(&str, &str)])] = &[
    ("/registration/start", &[("notice", "yes")]),
    ("/registration/form/contact", &[("phone", "081-234-5678"), ("line", "bench")]),
    ("/registration/form/safety", &[("contact-hours", "evening"), ("not-at-home", "yes")]),
    ("/registration/form/province", &[("province", "49")]),
    ("/registration/form/district", &[("district", "4901")]),
    ("/registration/form/address", &[("subdistrict", "490101"), ("street", "99/9 หมู่ 9")]),
    ("/registration/form/office", &[("office-choice", "near")]),
    ("/registration/form/living", &[("occupation", "trader"), ("income", "12,000")]),
    ("/registration/debts", &[("another", "yes")]),
    ("/registration/debts/1/creditor", &[("creditor-kind", "agent"), ("creditor-alias", "เจ๊หมวย")]),
    ("/registration/debts/1/clues", &[("creditor-place", "ตลาดสด"), ("plate", "กข 1234 มุกดาหาร")]),
    ("/registration/debts/1/loan", &[("borrowed-year", "2566"), ("received", "40,000")]),
    (
        "/registration/debts/1/terms",
        &[("terms-kind", "percent"), ("rate", "10"), ("rate-period", "month")],
    ),
    ("/registration/debts/1/payments", &[("paid-how", "total"), ("paid-total", "8,000")]),
    ("/registration/debts/1/papers", &[("contract", "creditor"), ("collateral", "atm-card")]),
    ("/registration/debts/1/conduct", &[("conduct", "threats"), ("urgent", "no")]),
    ("/registration/debts/1/wishes", &[("wish", "mediation")]),
];

/// One debtor with a browser.
pub struct Walker {
    client: Client,
    origin: String,
    /// The citizen number.
    pub number: String,
    csrf: String,
    /// How many requests it has made.
    pub requests: usize,
}

impl Walker {
    /// The `n`th debtor, whose citizen number belongs to nobody.
    pub fn new(origin: &str, n: usize) -> Result<Walker> {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).build()?;
        let body = format!("199{n:09}");
        let sum: u32 = body
            .chars()
            .zip((2..=13).rev())
            .map(|(c, weight)| c.to_digit(10).unwrap_or(0) * weight)
            .sum();
        let number = format!("{body}{}", (11 - sum % 11) % 10);
        Ok(Walker { client, origin: origin.into(), number, csrf: String::new(), requests: 0 })
    }

    /// Signs in and fills in every page, looking at each before sending it.
    pub async fn fill_in(mut self) -> Result<Walker> {
        self.sign_in().await?;
        for (page, fields) in PAGES {
            let shown = self.get(&self.address(page)).await?.text().await?;
            self.csrf = token(&shown).with_context(|| format!("no form on {page}"))?;
            let saved = self.post(&self.address(page), fields).await?;
            ensure!(saved.status() == 303, "{page} answered {}", saved.status());
        }
        Ok(self)
    }

    /// Sends the registration; the receipt's address is the answer.
    pub async fn submit(mut self) -> Result<Walker> {
        let sent = self.post(&self.address("/registration/submit"), &[]).await?;
        ensure!(location(&sent)? == "/registration/receipt", "not submitted: {}", sent.status());
        Ok(self)
    }

    async fn sign_in(&mut self) -> Result<()> {
        let fields = [("purpose", "citizen"), ("back", "/registration/start")];
        let started = self.post(&self.address("/sign-in"), &fields).await?;
        let authorize = location(&started)?;
        let thaid = authorize.split("/api/").next().unwrap_or_default().to_owned();
        let qr = location(&self.get(&authorize).await?)?;
        let after = qr.split("txID=").nth(1).context("no transaction")?;
        let transaction = after.split('&').next().unwrap_or_default();
        let approve = format!("{thaid}/api/v2/oauth2/sandbox/{transaction}/");
        let number = self.number.clone();
        let approved = self.post(&approve, &[("pid", &number), ("action", "approve")]).await?;
        let callback = location(&approved)?;
        self.get(&callback).await?;
        Ok(())
    }

    async fn get(&mut self, address: &str) -> Result<Response> {
        self.requests += 1;
        Ok(self.client.get(address).send().await?)
    }

    async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Result<Response> {
        self.requests += 1;
        let mut form = vec![("csrf", self.csrf.as_str())];
        form.extend(fields);
        Ok(self.client.post(address).form(&form).send().await?)
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

fn location(answer: &Response) -> Result<String> {
    let location = answer.headers().get("location").with_context(|| {
        format!("{} answered {} instead of a redirect", answer.url().path(), answer.status())
    })?;
    Ok(location.to_str()?.to_owned())
}

/// The token of the page's own form.
fn token(page: &str) -> Option<String> {
    let after = page.split("name=\"csrf\" value=\"").nth(1)?;
    Some(after.split('"').next()?.to_owned())
}
