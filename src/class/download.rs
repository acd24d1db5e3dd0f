//! A class file that stands at an address: it is fetched as it is, without a key and from there alone.

use super::{
    definition::{self, Address},
    transport::{Lost, Transport},
};
use crate::problem::{Fault, Problem, Values};

/// Whether a text is an address and no path.
pub fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// The text at an address.
///
/// # Errors
/// It is no address that is asked, nothing comes, or what comes is no text of at most 64 KiB.
pub fn text(address: &str) -> Result<String, Problem> {
    let values: Values<'_> = &[("address", &address)];
    let failed = || Problem::message(Fault::Environment, "class.not-fetched", values);
    let parsed = Address::parse(address).map_err(|why| failed().why(why))?;
    let transport = Transport::to(&parsed, None, None, None)?;
    let reply = transport.get(parsed.as_str(), definition::LONGEST).map_err(|lost| match lost {
        Lost::Cut(why) | Lost::Untrusted(why) => failed().why(super::one_line(&why)),
        Lost::TooLong => failed().because("class.too-long", &[]),
    })?;
    match (reply.status, String::from_utf8(reply.body)) {
        (200, Ok(text)) => Ok(text),
        (200, Err(_)) => Err(failed().because("class.no-text", &[])),
        (300..=399, _) => Err(failed().because("class.leads-on", &[])),
        (status, _) => Err(failed().why(status)),
    }
}

/// The text of a file beside the one at an address.
///
/// # Errors
/// As for [`text`].
pub fn beside(address: &str, name: &str) -> Result<String, Problem> {
    let folder = address.rfind('/').and_then(|at| address.get(..at)).unwrap_or(address);
    text(&format!("{folder}/{name}"))
}
