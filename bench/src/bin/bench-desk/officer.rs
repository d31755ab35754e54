//! Officers of the demo, each with a browser.

use anyhow::{Context, Result, ensure};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

/// Whose page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// An intake officer of the measured office.
    Intake,
    /// Its head.
    Head,
    /// The head of its province: sees the files of all its offices.
    Province,
    /// The ministry's auditor.
    Auditor,
    /// The ministry's administrator.
    Administrator,
}

/// Everybody whose pages are asked for.
pub(crate) struct Officers([Officer; 5]);

impl Officers {
    /// Lets each of them sign in.
    pub(crate) async fn sign_in(origin: &str) -> Result<Officers> {
        Ok(Officers([
            Officer::sign_in(origin, "3990100000157", "4901").await?,
            Officer::sign_in(origin, "3990100000301", "4901").await?,
            Officer::sign_in(origin, "3990300000339", "49").await?,
            Officer::sign_in(origin, "3990500000359", "nation").await?,
            Officer::sign_in(origin, "3990400000349", "nation").await?,
        ]))
    }

    /// One of them.
    pub(crate) fn get(&self, who: Who) -> &Officer {
        &self.0[who as usize]
    }
}

/// An officer who has come in at the officers' entrance.
pub(crate) struct Officer {
    client: Client,
    origin: String,
}

impl Officer {
    /// Signs in with a citizen number and the code of a unit.
    async fn sign_in(origin: &str, number: &str, unit: &str) -> Result<Officer> {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).build()?;
        let started =
            client.post(format!("{origin}/office")).form(&[("unit", unit)]).send().await?;
        let authorize = location(&started)?;
        let thaid = authorize.split("/api/").next().unwrap_or_default().to_owned();
        let qr = location(&client.get(&authorize).send().await?)?;
        let after = qr.split("txID=").nth(1).context("no transaction")?;
        let transaction = after.split('&').next().unwrap_or_default();
        let approve = format!("{thaid}/api/v2/oauth2/sandbox/{transaction}/");
        let pressed = client.post(&approve).form(&[("pid", number), ("action", "approve")]);
        let callback = location(&pressed.send().await?)?;
        let desk = location(&client.get(&callback).send().await?)?;
        ensure!(desk == "/office/desk", "the officer came to {desk}");
        Ok(Officer { client, origin: origin.to_owned() })
    }

    /// Opens a page; gives its text.
    pub(crate) async fn open(&self, path: &str) -> Result<String> {
        let answer = self.client.get(format!("{}{path}", self.origin)).send().await?;
        ensure!(answer.status() == 200, "{path} answered {}", answer.status());
        Ok(answer.text().await?)
    }

    /// The token of the forms on a page.
    pub(crate) async fn form_token(&self, path: &str) -> Result<String> {
        let page = self.open(path).await?;
        let after = page.split("name=\"csrf\" value=\"").nth(1).context("no form")?;
        Ok(after.split('"').next().unwrap_or_default().to_owned())
    }

    /// Sends a form that is answered with a page; gives its text.
    pub(crate) async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Result<String> {
        let answer = self.client.post(format!("{}{path}", self.origin)).form(fields).send().await?;
        if answer.status() == 303 {
            let to = answer.headers().get("location").context("it leads nowhere")?.to_str()?;
            return self.open(to).await;
        }
        ensure!(answer.status() == 200, "{path} answered {}", answer.status());
        Ok(answer.text().await?)
    }

    /// Fills in the form of a page that is sent to `to`; what it carries hidden goes along.
    pub(crate) async fn fill_in(&self, page: &str, to: &str, typed: &[(&str, &str)]) -> Result<()> {
        let shown = self.open(page).await?;
        let form = shown.split(&format!("action=\"{to}\"")).nth(1);
        let form = form.with_context(|| format!("{page} has no form for {to}"))?;
        let form = form.split("</form>").next().unwrap_or_default();
        let mut fields: Vec<(&str, &str)> = form
            .split("type=\"hidden\" name=\"")
            .skip(1)
            .filter_map(|hidden| {
                let (name, rest) = hidden.split_once("\" value=\"")?;
                Some((name, rest.split('"').next()?))
            })
            .collect();
        fields.extend(typed);
        let sent = self.client.post(format!("{}{to}", self.origin)).form(&fields).send().await?;
        ensure!(sent.status() == 303, "{to} answered {}", sent.status());
        Ok(())
    }
}

fn location(answer: &Response) -> Result<String> {
    let location = answer.headers().get("location").with_context(|| {
        format!("{} answered {} instead of a redirect", answer.url().path(), answer.status())
    })?;
    Ok(location.to_str()?.to_owned())
}
