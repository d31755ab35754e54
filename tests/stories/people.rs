//! A person at a browser: pages, forms and what they say.

use std::sync::Arc;

use reqwest::cookie::{CookieStore, Jar};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use scraper::{Html, Selector};

/// Ordinary citizen, from the simulator's cast.
pub(crate) const MALI: &str = "1990100000011";
/// An officer, from the simulator's cast.
pub(crate) const PHITHAK: &str = "3990100000157";
/// Another one.
pub(crate) const SANTI: &str = "3990100000319";
/// A head of office (นายอำเภอ).
pub(crate) const POKKHRONG: &str = "3990100000301";
/// A citizen with a middle name.
pub(crate) const SOMMOT: &str = "3990200000027";
/// A citizen of whose birth only the year is known.
pub(crate) const THONGBAI: &str = "5990300000033";

/// A browser without scripts: it keeps cookies and follows no redirect by itself.
#[derive(Clone)]
pub(crate) struct Browser {
    client: Client,
    cookies: Arc<Jar>,
    pub(crate) origin: String,
}

/// What a browser shows after a step.
pub(crate) struct Shown {
    pub(crate) status: StatusCode,
    pub(crate) path: String,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: String,
}

impl Browser {
    pub(crate) fn new(origin: &str) -> Browser {
        Browser::named("Firefox", Arc::default(), origin)
    }

    fn named(name: &str, cookies: Arc<Jar>, origin: &str) -> Browser {
        let client = Client::builder().user_agent(name).cookie_provider(Arc::clone(&cookies));
        let client = client.redirect(Policy::none()).build().unwrap();
        Browser { client, cookies, origin: origin.to_owned() }
    }

    /// Another program with this browser's cookies.
    pub(crate) fn under_another_name(&self) -> Browser {
        Browser::named("curl", Arc::clone(&self.cookies), &self.origin)
    }

    /// The same kind of browser elsewhere, with a copy of this one's cookies.
    pub(crate) fn copied(&self) -> Browser {
        let (here, copy) = (self.origin.parse().unwrap(), Arc::new(Jar::default()));
        let cookies = self.cookies.cookies(&here);
        for cookie in cookies.iter().flat_map(|all| all.to_str().unwrap().split("; ")) {
            copy.add_cookie_str(cookie, &here);
        }
        Browser::named("Firefox", copy, &self.origin)
    }

    /// The same browser at another port: cookies do not tell ports apart.
    pub(crate) fn at(&self, origin: &str) -> Browser {
        Browser { origin: origin.to_owned(), ..self.clone() }
    }

    /// Opens a page of ours, following our own redirects.
    pub(crate) async fn open(&self, path: &str) -> Shown {
        let mut path = path.to_owned();
        for _ in 0..5 {
            let answer = self.client.get(self.address(&path)).send().await.unwrap();
            match location(&answer).filter(|to| to.starts_with('/')) {
                Some(to) => path = to,
                None => return shown(answer, path).await,
            }
        }
        panic!("too many redirects, last to {path}");
    }

    /// Opens one address and stays there.
    pub(crate) async fn get(&self, path: &str) -> Shown {
        shown(self.client.get(self.address(path)).send().await.unwrap(), path.into()).await
    }

    /// The bytes of a file of ours.
    pub(crate) async fn bytes(&self, path: &str) -> Vec<u8> {
        self.client.get(self.address(path)).send().await.unwrap().bytes().await.unwrap().to_vec()
    }

    /// Fills in the form of a page and sends it to `action`, with the page's own token; follows our redirects.
    pub(crate) async fn send(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Shown {
        let form = self.open(page).await;
        self.send_with(&form.csrf(), action, fields).await
    }

    /// Fills in the form of a page that posts to itself.
    pub(crate) async fn fill(&self, page: &str, fields: &[(&str, &str)]) -> Shown {
        self.send(page, page, fields).await
    }

    /// Sends a form with a token taken earlier.
    pub(crate) async fn send_with(
        &self,
        csrf: &str,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Shown {
        let answer = self.post(csrf, action, fields).await;
        match location(&answer).filter(|to| to.starts_with('/')) {
            Some(to) => self.open(&to).await,
            None => shown(answer, action.into()).await,
        }
    }

    /// Sends the form of a page that takes files, without one, and stays at the answer.
    pub(crate) async fn send_nothing(&self, csrf: &str, action: &str) -> Shown {
        let form = reqwest::multipart::Form::new().text("csrf", csrf.to_owned());
        let answer = self.client.post(self.address(action)).multipart(form).send().await.unwrap();
        shown(answer, action.into()).await
    }

    /// Sends a form and stays at the answer.
    pub(crate) async fn send_once(
        &self,
        csrf: &str,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Shown {
        shown(self.post(csrf, action, fields).await, action.into()).await
    }

    /// Posts as browsers do, who send every line break as CRLF, whatever it was on the page.
    async fn post(&self, csrf: &str, action: &str, fields: &[(&str, &str)]) -> Response {
        let mut form = vec![("csrf", csrf.to_owned())];
        form.extend(fields.iter().map(|(name, value)| (*name, value.replace('\n', "\r\n"))));
        self.client.post(self.address(action)).form(&form).send().await.unwrap()
    }

    /// Sends files to the page of attachments.
    pub(crate) async fn attach(&self, files: &[(&str, &[u8])]) -> Shown {
        let csrf = self.open("/registration/attachments").await.csrf();
        self.attach_with(&csrf, files).await
    }

    /// Sends files with a token taken earlier.
    pub(crate) async fn attach_with(&self, csrf: &str, files: &[(&str, &[u8])]) -> Shown {
        self.attach_to("/registration/attachments", csrf, files).await
    }

    /// The same on another page of attachments.
    pub(crate) async fn attach_to(&self, page: &str, csrf: &str, files: &[(&str, &[u8])]) -> Shown {
        let mut form = reqwest::multipart::Form::new().text("csrf", csrf.to_owned());
        for (name, bytes) in files {
            let part =
                reqwest::multipart::Part::bytes(bytes.to_vec()).file_name((*name).to_owned());
            form = form.part("file", part);
        }
        let answer = self.client.post(self.address(page)).multipart(form).send().await.unwrap();
        match location(&answer) {
            Some(to) => self.open(&to).await,
            None => shown(answer, page.into()).await,
        }
    }

    /// Sends a file in the form of a page that posts to itself.
    pub(crate) async fn upload(&self, page: &str, field: &'static str, bytes: &[u8]) -> Shown {
        let csrf = self.open(page).await.csrf();
        let part = reqwest::multipart::Part::bytes(bytes.to_vec()).file_name("list.csv");
        let form = reqwest::multipart::Form::new().text("csrf", csrf).part(field, part);
        let answer = self.client.post(self.address(page)).multipart(form).send().await.unwrap();
        match location(&answer) {
            Some(to) => self.open(&to).await,
            None => shown(answer, page.into()).await,
        }
    }

    /// Signs in with ThaiD as this person, and comes back to `back`.
    pub(crate) async fn sign_in(&self, thaid: &str, pid: &str, back: &str) -> Shown {
        let started = self.start_sign_in(&[("purpose", "citizen"), ("back", back)]).await;
        let authorize = started.leads_to().expect("a redirect to ThaiD");
        let callback = self.answer_thaid(thaid, &authorize, pid, "approve").await;
        self.open(&callback.expect("a redirect to the callback")).await
    }

    /// Signs in at the officers' entrance with the code of a unit (`nation` for the ministry).
    pub(crate) async fn sign_in_officer(&self, thaid: &str, pid: &str, unit: &str) -> Shown {
        let started = self.post("", "/office", &[("unit", unit)]).await;
        let authorize = location(&started).expect("a redirect to ThaiD");
        let callback = self.answer_thaid(thaid, &authorize, pid, "approve").await;
        self.open(&callback.expect("a redirect to the callback")).await
    }

    /// Presses the button that begins a sign-in, and stays there.
    pub(crate) async fn start_sign_in(&self, fields: &[(&str, &str)]) -> Shown {
        shown(self.post("", "/sign-in", fields).await, "/sign-in".into()).await
    }

    /// Presses `approve` or `decline` at ThaiD; gives the callback's path and query, if ThaiD leads back.
    pub(crate) async fn answer_thaid(
        &self,
        thaid: &str,
        authorize: &str,
        pid: &str,
        action: &str,
    ) -> Option<String> {
        let qr = location(&self.client.get(authorize).send().await.unwrap())?;
        let transaction = qr.split("txID=").nth(1).unwrap().split('&').next().unwrap();
        let page = format!("{thaid}/api/v2/oauth2/sandbox/{transaction}/");
        let pressed = self.client.post(page).form(&[("pid", pid), ("action", action)]);
        let callback = location(&pressed.send().await.unwrap())?;
        callback.find("/auth/thaid/callback").map(|path| callback[path..].to_owned())
    }

    fn address(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.origin) }
    }
}

impl Shown {
    /// Where the answer sends the browser.
    pub(crate) fn leads_to(&self) -> Option<String> {
        Some(self.headers.get("location")?.to_str().unwrap().to_owned())
    }

    /// The form token of the page.
    pub(crate) fn csrf(&self) -> String {
        let page = Html::parse_document(&self.body);
        let token = Selector::parse("input[name=csrf]").unwrap();
        page.select(&token).next().map_or_else(String::new, |i| i.attr("value").unwrap().to_owned())
    }

    /// The text of the parts of the page that a selector finds, one a line.
    pub(crate) fn text(&self, selector: &str) -> String {
        let page = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        let tidy = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let parts = page.select(&selector).map(|part| tidy(part.text().collect::<String>()));
        parts.collect::<Vec<_>>().join("\n")
    }

    /// What a field of the page holds.
    pub(crate) fn value(&self, name: &str) -> String {
        let page = Html::parse_document(&self.body);
        let input = Selector::parse(&format!("[name='{name}']")).unwrap();
        let checked = Selector::parse(&format!("[name='{name}'][checked]")).unwrap();
        let selected = Selector::parse(&format!("[name='{name}'] option[selected]")).unwrap();
        let found = page.select(&checked).next().or_else(|| page.select(&selected).next());
        let found = found.or_else(|| page.select(&input).next()).expect(name);
        found.attr("value").map_or_else(|| found.text().collect(), str::to_owned)
    }

    /// Where the first of these links leads.
    pub(crate) fn link(&self, selector: &str) -> Option<String> {
        self.attribute(selector, "href")
    }

    /// Where the first of these forms is sent.
    pub(crate) fn action(&self, selector: &str) -> Option<String> {
        self.attribute(selector, "action")
    }

    fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let page = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        Some(page.select(&selector).next()?.attr(name)?.to_owned())
    }

    /// What every field of this name holds.
    pub(crate) fn values(&self, name: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let input = Selector::parse(&format!("[name='{name}']")).unwrap();
        page.select(&input).filter_map(|i| Some(i.attr("value")?.to_owned())).collect()
    }

    /// The problems of a form, as the summary lists them.
    pub(crate) fn problems(&self) -> String {
        self.text(".govuk-error-summary__list li")
    }
}

fn location(answer: &Response) -> Option<String> {
    Some(answer.headers().get("location")?.to_str().unwrap().to_owned())
}

async fn shown(answer: Response, path: String) -> Shown {
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned();
    Shown { status, path, headers, body }
}
