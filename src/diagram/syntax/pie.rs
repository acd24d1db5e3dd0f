//! `pie`: names with values.

use super::Source;
use super::source::{Line, lines};
use crate::diagram::issue::{Issues, MAX_LABEL, MAX_NODES};
use crate::diagram::label;
use crate::diagram::pie::{Pie, Share};

/// Reads what follows the header, from byte `at` of the masked text; also returns the title.
pub(super) fn parse(source: &Source<'_>, at: usize, issues: &mut Issues) -> (Pie, Option<String>) {
    let mut pie = Pie::default();
    let mut title = None;
    for line in lines(source.text, at) {
        let shown = line.keyword("showData");
        pie.values |= shown.is_some();
        let text = shown.unwrap_or(line.text);
        if text.is_empty() {
            continue;
        }
        if let Some(rest) = (Line { text, ..line }).keyword("title") {
            title = Some(label::clean(rest)).filter(|title| !title.is_empty());
            continue;
        }
        if pie.shares.len() >= MAX_NODES {
            issues.add(source.whole, line.span(), format!("more than {MAX_NODES} shares"));
            break;
        }
        match share(text) {
            Some(share) => pie.shares.push(share),
            None => {
                let help = "a share is written `\"name\" : 12.5`";
                issues.help(source.whole, line.span(), "cannot read this share", help);
            }
        }
    }
    (pie, title)
}

/// `"name" : value`, of which the value is not negative.
fn share(text: &str) -> Option<Share> {
    let (name, written) = text.rsplit_once(':')?;
    let name = name.trim();
    let quoted = |quote| name.strip_prefix(quote).and_then(|name| name.strip_suffix(quote));
    let name = quoted('"').or_else(|| quoted('\''))?;
    let written = written.trim().to_owned();
    let value: f64 =
        written.parse().ok().filter(|value: &f64| value.is_finite() && *value >= 0.0)?;
    let name = label::plain(name).chars().take(MAX_LABEL).collect();
    Some(Share { name, value, written })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_has_a_quoted_name_and_a_value() {
        let found = share("\"a: b\" : 12.5").expect("a share");
        assert_eq!((found.name.as_str(), found.value), ("a: b", 12.5));
        assert!(
            share("a : 1").is_none() && share("\"a\" : -1").is_none() && share("\"a\" x").is_none()
        );
    }
}
