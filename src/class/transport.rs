//! The network: one request, one answer, both bounded. Nothing else of the program speaks to another
//! machine, and only this file knows by what. What an answer means is not known here.

#![cfg_attr(
    not(feature = "class-push"),
    allow(dead_code, reason = "a program without the network asks for nothing")
)]

use std::time::Duration;

use base64::{Engine, prelude::BASE64_STANDARD};

use super::{definition::Address, key::Key};
use crate::{
    clock::{Clock, Timestamp},
    problem::{Fault, Problem},
};

/// So long may it take until a connection stands …
const CONNECT: Duration = Duration::from_secs(10);

/// … and so long a request as a whole.
const WHOLE: Duration = Duration::from_secs(60);

/// No store is waited for longer, whatever it asks for.
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);

/// What came back.
#[derive(Clone, Debug, Default)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    /// After so long it may be asked again.
    pub(super) retry_after: Option<Duration>,
    /// Whether the store says up to when it is consistent.
    pub(super) consistent: bool,
}

/// Why nothing that can be understood came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// What was sent may have arrived or not.
    Cut(String),
    /// The other side cannot prove who it is, or cannot be asked at all: nothing was sent.
    Untrusted(String),
    /// The answer is longer than any answer.
    TooLong,
}

/// What is asked.
struct Request<'a> {
    url: &'a str,
    /// What is sent; `None` only asks.
    body: Option<&'a [u8]>,
    headers: Vec<(&'static str, &'a str)>,
    /// Bytes of the answer at most.
    limit: u64,
}

/// A way to one service.
pub(super) struct Transport {
    agent: Agent,
    authorization: Option<String>,
    version: Option<&'static str>,
    /// What nobody may read in what comes back.
    hidden: Vec<String>,
}

impl Transport {
    /// The way to a service, with a key if it asks for one, in a version of xAPI if it speaks that. `ca`
    /// is the certificate of its own authority.
    pub(super) fn to(
        address: &Address,
        key: Option<&Key>,
        version: Option<&'static str>,
        ca: Option<&str>,
    ) -> Result<Self, Problem> {
        let authorization = key.map(|key| {
            let pair = format!("{}:{}", key.name, key.secret.reveal());
            format!("Basic {}", BASE64_STANDARD.encode(pair))
        });
        let token = authorization.as_ref().map(|value| value.replacen("Basic ", "", 1));
        let secret = key.map(|key| key.secret.reveal().to_owned());
        let hidden = token.into_iter().chain(secret).collect();
        Ok(Self { agent: agent(address, ca)?, authorization, version, hidden })
    }

    /// Sends JSON.
    pub(super) fn post(&self, url: &str, body: &[u8], limit: u64) -> Result<Reply, Lost> {
        let mut headers = self.headers();
        headers.push(("Content-Type", "application/json"));
        self.agent.call(&Request { url, body: Some(body), headers, limit })
    }

    /// Asks for what is there.
    pub(super) fn get(&self, url: &str, limit: u64) -> Result<Reply, Lost> {
        self.agent.call(&Request { url, body: None, headers: self.headers(), limit })
    }

    /// What somebody said, without the secret that they were told.
    pub(super) fn hide(&self, said: String) -> String {
        self.hidden.iter().fold(said, |said, hidden| said.replace(hidden.as_str(), "…"))
    }

    fn headers(&self) -> Vec<(&'static str, &str)> {
        let version = self.version.map(|version| ("X-Experience-API-Version", version));
        let authorization = self.authorization.as_deref().map(|value| ("Authorization", value));
        version.into_iter().chain(authorization).collect()
    }
}

#[cfg(feature = "class-push")]
use wire::{Agent, agent};

#[cfg(feature = "class-push")]
mod wire {
    use rustls::Error as TlsError;
    use ureq::{
        Body, Error, Proxy,
        http::{HeaderMap, Response},
        tls::{PemItem, RootCerts, TlsConfig, parse_pem},
    };

    use super::{Address, CONNECT, Fault, Lost, Problem, Reply, Request, WHOLE, retry_after};

    pub(super) struct Agent(ureq::Agent);

    /// Follows no redirect, so that no key goes where it was not meant to, and believes no certificate
    /// that it cannot prove.
    pub(super) fn agent(address: &Address, ca: Option<&str>) -> Result<Agent, Problem> {
        let proxy = if address.is_secure() { Proxy::try_from_env() } else { None };
        let mut config = ureq::Agent::config_builder()
            .proxy(proxy)
            .max_redirects(0)
            .http_status_as_error(false)
            .https_only(address.is_secure())
            .user_agent("archtutor")
            .timeout_resolve(Some(CONNECT))
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(WHOLE));
        if let Some(ca) = ca {
            let roots = RootCerts::from(certificates(ca)?);
            config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
        }
        Ok(Agent(config.build().new_agent()))
    }

    fn certificates(ca: &str) -> Result<Vec<ureq::tls::Certificate<'static>>, Problem> {
        let items = parse_pem(ca.as_bytes()).filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        });
        let found: Vec<_> = items.collect();
        match found.is_empty() {
            true => Err(Problem::message(Fault::Environment, "class.no-certificate", &[])),
            false => Ok(found),
        }
    }

    impl Agent {
        pub(super) fn call(&self, request: &Request<'_>) -> Result<Reply, Lost> {
            let answered = match request.body {
                Some(body) => {
                    let call = self.0.post(request.url);
                    let call = request
                        .headers
                        .iter()
                        .fold(call, |call, (name, value)| call.header(*name, *value));
                    call.send(body)
                }
                None => {
                    let call = self.0.get(request.url);
                    let call = request
                        .headers
                        .iter()
                        .fold(call, |call, (name, value)| call.header(*name, *value));
                    call.call()
                }
            };
            let mut answered = answered.map_err(|error| lost(&error))?;
            let head = head(&answered);
            let body = answered.body_mut().with_config().limit(request.limit).read_to_vec();
            Ok(Reply { body: body.map_err(|error| lost(&error))?, ..head })
        }
    }

    fn head(response: &Response<Body>) -> Reply {
        let headers = response.headers();
        Reply {
            status: response.status().as_u16(),
            body: Vec::new(),
            retry_after: text(headers, "retry-after").and_then(retry_after),
            consistent: headers.contains_key("x-experience-api-consistent-through"),
        }
    }

    fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
        headers.get(name).and_then(|value| value.to_str().ok())
    }

    fn lost(error: &Error) -> Lost {
        match error {
            Error::BodyExceedsLimit(_) => Lost::TooLong,
            Error::BadUri(_)
            | Error::Http(_)
            | Error::InvalidProxyUrl
            | Error::RequireHttpsOnly(_)
            | Error::Tls(_)
            | Error::Pem(_) => Lost::Untrusted(error.to_string()),
            error if is_forged(error) => Lost::Untrusted(error.to_string()),
            error => Lost::Cut(error.to_string()),
        }
    }

    /// Whether it is about a certificate: then nothing was said before the line was cut.
    fn is_forged(error: &Error) -> bool {
        let tls = match error {
            Error::Rustls(why) => Some(why),
            Error::Io(why) => why.get_ref().and_then(|why| why.downcast_ref()),
            _ => None,
        };
        matches!(tls, Some(TlsError::InvalidCertificate(_) | TlsError::NoCertificatesPresented))
    }
}

#[cfg(not(feature = "class-push"))]
use silence::{Agent, agent};

/// A program without the network.
#[cfg(not(feature = "class-push"))]
mod silence {
    use super::{Address, Fault, Lost, Problem, Reply, Request};

    pub(super) enum Agent {}

    pub(super) fn agent(_: &Address, _: Option<&str>) -> Result<Agent, Problem> {
        Err(Problem::message(Fault::Environment, "class.no-network", &[]))
    }

    impl Agent {
        pub(super) fn call(&self, _: &Request<'_>) -> Result<Reply, Lost> {
            match *self {}
        }
    }
}

/// How long a store asks to wait, in seconds or as a date.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3>
fn retry_after(text: &str) -> Option<Duration> {
    let text = text.trim();
    let asked = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let left = Timestamp::parse_http(text)?.0.saturating_sub(Clock::System.now().0);
            Duration::from_millis(u64::try_from(left).unwrap_or(0))
        }
    };
    Some(asked.min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_asks_to_wait_is_waited_for_an_hour_at_most() {
        for (text, seconds) in [("7", 7), (" 0 ", 0), ("86400", 3_600)] {
            assert_eq!(retry_after(text), Some(Duration::from_secs(seconds)), "{text}");
        }
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        assert_eq!(retry_after("Tue, 31 Dec 2999 23:59:59 GMT"), Some(LONGEST_WAIT));
        assert_eq!(retry_after("soon"), None);
    }
}
