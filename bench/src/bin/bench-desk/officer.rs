//! An officer of the demo with a browser.

use anyhow::{Context, Result, ensure};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

/// The demo's intake officer.
const NUMBER: &str = "3990100000157";

/// An officer who has come in at the officers' entrance.
pub(crate) struct Officer {
    client: Client,
    origin: String,
}

impl Officer {
    /// Signs in with the code of a unit.
    pub(crate) async fn sign_in(origin: &str, unit: &str) -> Result<Officer> {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).build()?;
        let started =
            client.post(format!("{origin}/office")).form(&[("unit", unit)]).send().await?;
        let authorize = location(&started)?;
        let thaid = authorize.split("/api/").next().unwrap_or_default().to_owned();
        let qr = location(&client.get(&authorize).send().await?)?;
        let after = qr.split("txID=").nth(1).context("no transaction")?;
        let transaction = after.split('&').next().unwrap_or_default();
        let approve = format!("{thaid}/api/v2/oauth2/sandbox/{transaction}/");
        let pressed = client.post(&approve).form(&[("pid", NUMBER), ("action", "approve")]);
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

    /// Sends a form; gives the answer's text.
    pub(crate) async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Result<String> {
        let answer = self.client.post(format!("{}{path}", self.origin)).form(fields).send().await?;
        ensure!(answer.status() == 200, "{path} answered {}", answer.status());
        Ok(answer.text().await?)
    }
}

fn location(answer: &Response) -> Result<String> {
    let location = answer.headers().get("location").with_context(|| {
        format!("{} answered {} instead of a redirect", answer.url().path(), answer.status())
    })?;
    Ok(location.to_str()?.to_owned())
}
