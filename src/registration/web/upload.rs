//! Files as they arrive (ไฟล์ที่กำลังส่งมา): who sends them, then one after another, never all in memory.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};

use crate::App;
use crate::registration::attachment::{self, LARGEST, MOST, Refusal};
use crate::web::form::{Problems, admit, is_known};
use crate::web::{Debtor, Error};

/// Where those are sent who chose files when their session had ended.
const FORGOTTEN: &str = "/register?back=%2Fregistration%2Fattachments%3Fkept%3Dfiles&kept=files";

/// A form token is far shorter, in bytes.
const LONGEST_TOKEN: usize = 1024;
/// How many files of one upload are named when they are refused; nobody reads more.
const MOST_NAMED: usize = 2 * MOST;

/// A signed-in debtor's files. The form's token comes as its first part.
pub struct Upload {
    /// Whose.
    pub(super) debtor: Debtor,
    pub(super) files: Arriving,
}

/// The files of a form as they arrive, and what was wrong with them.
pub(crate) struct Arriving {
    form: Multipart,
    count: usize,
    on: bool,
    problems: Problems,
}

impl Arriving {
    /// Reads a form's token, which is its first part; the files come behind it.
    pub(crate) async fn begin(request: Request, app: &App) -> Result<(String, Arriving), Error> {
        let mut form = Multipart::from_request(request, app).await.map_err(|_| Error::Bad)?;
        let mut field = form.next_field().await.ok().flatten().ok_or(Error::Bad)?;
        if field.name() != Some("csrf") {
            return Err(Error::Forged);
        }
        let token = read(&mut field, LONGEST_TOKEN).await.map_err(|_| Error::Bad)?;
        drop(field);
        let files = Arriving { form, count: 0, on: false, problems: Problems::default() };
        Ok((String::from_utf8_lossy(&token).into_owned(), files))
    }

    /// The next file: its name on the device of who sends it, and its bytes up to one more than are taken. Nothing
    /// after the last, or where the rest did not arrive or is more than one request takes.
    pub(crate) async fn next(&mut self) -> Option<(String, Vec<u8>)> {
        loop {
            let mut field = match self.form.next_field().await {
                Ok(field) => field?,
                Err(_) => break,
            };
            // The button that goes on with the form afterwards; it sends chosen files as well.
            if field.name() == Some("on") {
                self.on = true;
                continue;
            }
            let name = field.file_name().unwrap_or_default().to_owned();
            match read(&mut field, LARGEST).await {
                Err(_) => break,
                // What a browser sends where no file was chosen.
                Ok(bytes) if name.is_empty() && bytes.is_empty() => {}
                Ok(bytes) => {
                    self.count += 1;
                    return Some((name, bytes));
                }
            }
        }
        self.problems.add("file", "problem-file-rest");
        None
    }

    /// Notes why the file that arrived last is not taken.
    pub(crate) fn refuse(&mut self, refusal: Refusal, name: &str) {
        if self.count > MOST_NAMED {
            return;
        }
        let key = match refusal {
            Refusal::Empty => "problem-file-empty",
            Refusal::TooLarge => "problem-file-large",
            Refusal::Kind => "problem-file-kind",
            Refusal::TooMany => "problem-file-many",
            Refusal::Withdrawn => "problem-file-withdrawn",
        };
        let args = vec![
            ("name", attachment::shown_name(name)),
            ("largest", (LARGEST / 1024 / 1024).to_string()),
            ("most", MOST.to_string()),
        ];
        self.problems.add_with("file", key, args);
    }

    /// What was wrong with all of them, and whether to go on with the form if nothing was.
    pub(crate) fn finish(mut self) -> (Problems, bool) {
        if self.count > MOST_NAMED {
            self.problems.add("file", "problem-file-rest");
        }
        if self.count == 0 && self.problems.is_empty() && !self.on {
            self.problems.add("file", "problem-file-none");
        }
        (self.problems, self.on)
    }

    /// Reads the rest and keeps nothing of it: browsers see an answer only when they have sent everything.
    pub(crate) async fn drain(mut self) {
        while let Ok(Some(mut field)) = self.form.next_field().await {
            if read(&mut field, 0).await.is_err() {
                break;
            }
        }
    }
}

/// Reads a part to its end; keeps `most` bytes of it, and one more to tell that there were more.
async fn read(field: &mut Field<'_>, most: usize) -> Result<Vec<u8>, MultipartError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        let room = most + 1 - bytes.len();
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(bytes)
}

impl FromRequest<App> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Upload, Error> {
        let (mut parts, body) = request.into_parts();
        // Nobody who was never signed in gets to send megabytes.
        if !is_known(app, &mut parts).await? {
            return Err(Error::Elsewhere(FORGOTTEN.into()));
        }
        let request = Request::from_parts(parts.clone(), body);
        let (token, files) = Arriving::begin(request, app).await?;
        match admit(app, &mut parts, &token, None).await {
            Ok(debtor) => Ok(Upload { debtor, files }),
            Err(Error::Elsewhere(_)) => {
                files.drain().await;
                Err(Error::Elsewhere(FORGOTTEN.into()))
            }
            Err(error) => Err(error),
        }
    }
}
