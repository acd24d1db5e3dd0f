//! Addresses in environments and commands: hosts with ports, as people write them.

use super::yaml::is_filled_in;

/// Hosts with ports in a text: those of its addresses, or `host:port` as a whole.
pub(crate) fn addresses(text: &str) -> Vec<(String, Option<i64>)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("://") {
        let rest = text.get(at + 3..).unwrap_or_default();
        let end = rest.find(['/', '"', '\'', ' ', ',', '?', '}']).unwrap_or(rest.len());
        let authority = rest.get(..end).unwrap_or_default().rsplit('@').next().unwrap_or_default();
        let split = authority.rsplit_once(':');
        let (host, port) =
            split.map_or((authority, None), |(host, port)| (host, port.parse().ok()));
        if !host.is_empty() && !is_filled_in(host) {
            found.push((host.to_owned(), port));
        }
    }
    if found.is_empty()
        && let Some((host, port)) = text.split_once(':')
        && let Ok(port) = port.parse()
        && !host.is_empty()
        && !host.contains(char::is_whitespace)
    {
        found.push((host.to_owned(), Some(port)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found_in_what_people_write() {
        let one = |host: &str, port| vec![(host.to_owned(), port)];
        assert_eq!(addresses("postgres://me:pw@db:5432/shop"), one("db", Some(5432)));
        assert_eq!(addresses("redis:6379"), one("redis", Some(6379)));
        assert_eq!(addresses("--upstream=http://api/x"), one("api", None));
        assert_eq!(addresses("http://${HOST}:80"), []);
        assert_eq!(addresses("12:30 h"), []);
    }
}
