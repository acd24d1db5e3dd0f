//! What a store's answer to statements means: the one table of it.

use std::time::Duration;

use serde_json::Value;

use crate::{
    class::{
        one_line,
        transport::{Lost, Reply},
    },
    messages::Messages,
};

/// What comes after an answer.
#[derive(Debug, PartialEq)]
pub(super) enum Verdict {
    /// The statements are there, but those at these places, with the reason.
    Taken { refused: Vec<(usize, String)> },
    /// Something about one of them is not taken; of one alone this is the last word.
    Halve { status: u16, said: String },
    /// The store does not take the key.
    Locked(String),
    /// It could not prove that it is the store, so nothing was sent.
    Untrusted(String),
    /// Nobody knows whether they are there: the same again, after this time if the store says so.
    Again { why: String, after: Option<Duration> },
    /// Nothing of this is expected.
    Stop(String),
}

impl Verdict {
    /// The same with what the store said as `clean` says it.
    pub(super) fn cleaned(self, clean: impl Fn(String) -> String) -> Self {
        match self {
            Self::Taken { refused } => {
                let cleaned = refused.into_iter().map(|(at, said)| (at, clean(said)));
                Self::Taken { refused: cleaned.collect() }
            }
            Self::Halve { status, said } => Self::Halve { status, said: clean(said) },
            Self::Locked(said) => Self::Locked(clean(said)),
            Self::Untrusted(said) => Self::Untrusted(clean(said)),
            Self::Again { why, after } => Self::Again { why: clean(why), after },
            Self::Stop(said) => Self::Stop(clean(said)),
        }
    }

    /// What the store said.
    pub(super) fn said(&self) -> &str {
        match self {
            Self::Taken { refused } => refused.first().map_or("", |(_, said)| said),
            Self::Halve { said, .. }
            | Self::Locked(said)
            | Self::Untrusted(said)
            | Self::Stop(said) => said,
            Self::Again { why, .. } => why,
        }
    }
}

/// Judges an answer.
pub(super) fn judge(answered: Result<Reply, Lost>) -> Verdict {
    let reply = match answered {
        Ok(reply) => reply,
        Err(Lost::Untrusted(why)) => return Verdict::Untrusted(one_line(&why)),
        Err(Lost::Cut(why)) => return Verdict::Again { why: one_line(&why), after: None },
        Err(Lost::TooLong) => {
            return Verdict::Again { why: word("class.endless"), after: None };
        }
    };
    let said = || format!("{} {}", reply.status, one_line(&String::from_utf8_lossy(&reply.body)));
    match reply.status {
        204 => Verdict::Taken { refused: Vec::new() },
        200 => match serde_json::from_slice(&reply.body) {
            Ok(Value::Array(_)) => Verdict::Taken { refused: Vec::new() },
            Ok(Value::Object(partial)) => Verdict::Taken { refused: refused(&partial) },
            _ => Verdict::Again { why: word("class.no-json"), after: reply.retry_after },
        },
        status @ (400 | 409 | 413 | 422) => Verdict::Halve { status, said: said() },
        401 | 403 => Verdict::Locked(said()),
        408 | 425 | 429 | 500..=599 => Verdict::Again { why: said(), after: reply.retry_after },
        _ => Verdict::Stop(said()),
    }
}

fn word(key: &str) -> String {
    Messages::english().get(key).to_owned()
}

/// The places that a store names which took only a part, with what it says of each.
fn refused(partial: &serde_json::Map<String, Value>) -> Vec<(usize, String)> {
    let errors = partial.get("errors").and_then(Value::as_array);
    let named = errors.into_iter().flatten().filter_map(|error| {
        let at = error.get("index")?.as_u64()?;
        let why = error.get("message").or_else(|| error.get("error")).unwrap_or(error);
        let why = why.as_str().map_or_else(|| why.to_string(), str::to_owned);
        Some((usize::try_from(at).ok()?, format!("200 {}", one_line(&why))))
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, body: &str) -> Verdict {
        judge(Ok(Reply { status, body: body.into(), ..Reply::default() }))
    }

    #[test]
    fn every_row_of_the_table_is_followed() {
        let taken = |refused: &[(usize, &str)]| Verdict::Taken {
            refused: refused.iter().map(|(at, why)| (*at, (*why).to_owned())).collect(),
        };
        assert_eq!(of(200, r#"["a"]"#), taken(&[]));
        assert_eq!(of(204, ""), taken(&[]));
        let partial =
            r#"{"errors":[{"index":1,"message":"no"},{"index":"x"},{"index":7,"code":3}]}"#;
        assert_eq!(of(200, partial), taken(&[(1, "200 no"), (7, r#"200 {"index":7,"code":3}"#)]));
        for status in [400, 409, 413, 422] {
            assert!(matches!(of(status, ""), Verdict::Halve { status: s, .. } if s == status));
        }
        for status in [401, 403] {
            assert!(matches!(of(status, ""), Verdict::Locked(_)), "{status}");
        }
        for status in [408, 425, 429, 500, 502, 503, 504, 599] {
            assert!(matches!(of(status, ""), Verdict::Again { .. }), "{status}");
        }
        for body in ["", "<html>Welcome to the hotel</html>", "[", "null", "7"] {
            assert!(matches!(of(200, body), Verdict::Again { .. }), "{body}");
        }
        for status in [100, 201, 202, 301, 302, 307, 404, 405, 418, 600] {
            assert!(matches!(of(status, ""), Verdict::Stop(_)), "{status}");
        }
        let cut = judge(Err(Lost::Cut("gone".into())));
        assert_eq!(cut, Verdict::Again { why: "gone".into(), after: None });
        assert!(matches!(judge(Err(Lost::TooLong)), Verdict::Again { .. }));
        let forged = judge(Err(Lost::Untrusted("forged".into())));
        assert_eq!(forged, Verdict::Untrusted("forged".into()));
    }
}
