//! Addresses of the network that somebody else wrote: which of them are asked at all.

use std::{fmt, net::IpAddr};

/// No address is longer, in bytes.
const LONGEST: usize = 400;

/// The address of a service: https, or http to this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    url: String,
    host: String,
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// Says why it is not asked, a sentence without a full stop.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (secure, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            (None, None) => return Err("an address begins with https://".into()),
        };
        if text.len() > LONGEST || !text.chars().all(is_plain) {
            return Err("an address has no blanks and other signs that need quoting".into());
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if path.contains(['?', '#']) {
            return Err("this address has a `?` or `#`".into());
        }
        if authority.contains('@') {
            return Err("an address names no user: key and secret have their own lines".into());
        }
        let host = host_of(authority).ok_or("an address names a host")?;
        if !secure && !is_this_machine(host) {
            return Err("what is sent to another machine goes over https://".into());
        }
        let url = text.trim_end_matches('/').to_owned();
        Ok(Self { url, host: authority.to_owned() })
    }

    /// The address without `/` at the end.
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// Whether what goes there is hidden from everybody between; it is not on this machine.
    pub fn is_secure(&self) -> bool {
        self.url.starts_with("https://")
    }

    /// The host, and the port where one is named.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The part before the path.
    pub fn origin(&self) -> &str {
        let from = self.url.find("://").map_or(0, |at| at + 3);
        let rest = self.url.get(from..).and_then(|rest| rest.find('/'));
        self.url.get(..rest.map_or(self.url.len(), |at| from + at)).unwrap_or(&self.url)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

/// Whether a text can begin the names of things: http or https, a host, nothing that needs quoting.
pub(super) fn is_name(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let end = rest.find('/').unwrap_or(rest.len());
        let authority = rest.get(..end).unwrap_or_default();
        !rest.contains(['?', '#', '@'])
            && text.chars().all(is_plain)
            && host_of(authority).is_some()
    })
}

/// The host without its port; `None` where it is none.
fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            (host, port)
        }
        None => {
            let end = authority.find(':').unwrap_or(authority.len());
            let (host, port) = authority.split_at(end);
            let sign = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
            if host.is_empty() || !host.chars().all(sign) {
                return None;
            }
            (host, port)
        }
    };
    let fits = port.is_empty() || port.strip_prefix(':')?.parse::<u16>().is_ok();
    fits.then_some(host)
}

fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A sign that an address has as it is.
fn is_plain(c: char) -> bool {
    c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_goes_to_this_machine_only() {
        for good in [
            "https://lrs.example.org/xAPI",
            "https://lrs.example.org:8443/xAPI/",
            "http://127.0.0.1:8100/xAPI",
            "http://localhost:8100",
            "http://[::1]:9/x",
        ] {
            assert!(Address::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://lrs.example.org/xAPI",
            "http://127.0.0.1.example.org/",
            "http://localhost@evil.example/",
            "https://user:pass@lrs.example.org/",
            "https://",
            "https:///x",
            "https://a b/",
            "https://h:99999/",
            "https://h/?q",
            "https://h/\u{1b}[2J",
            "file:///etc/passwd",
            "ftp://h/",
            "",
        ] {
            assert!(Address::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_address_says_its_host_and_its_origin() {
        let address = Address::parse("https://lrs.example.org:8443/xAPI/").unwrap();
        assert_eq!(address.host(), "lrs.example.org:8443");
        assert_eq!(address.origin(), "https://lrs.example.org:8443");
        assert_eq!(address.to_string(), "https://lrs.example.org:8443/xAPI");
        assert_eq!(Address::parse("http://[::1]:9").unwrap().origin(), "http://[::1]:9");
    }
}
