//! HTML as text, comments and tags with their attributes. What a tag means is not known here.

/// A piece of HTML.
#[derive(Debug, PartialEq)]
pub(super) enum Token<'a> {
    Text(&'a str),
    Comment,
    Tag(Tag<'a>),
}

/// A tag; its name in lower case.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Tag<'a> {
    pub(super) raw: &'a str,
    pub(super) name: String,
    pub(super) closes: bool,
    pub(super) attributes: Vec<(String, String)>,
}

impl Tag<'_> {
    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The name that it gives to its place.
    pub(super) fn id(&self) -> Option<&str> {
        let old = if self.name == "a" { self.get("name") } else { None };
        let id = self.get("id").or(old).filter(|_| !self.closes)?;
        (!id.is_empty() && !id.contains(char::is_whitespace)).then_some(id)
    }
}

/// The pieces of a text with tags, in order.
pub(super) fn tokens(html: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(start) = html.get(at..).and_then(|rest| rest.find('<')).map(|found| found + at) {
        let rest = html.get(start..).unwrap_or_default();
        let found = match rest.starts_with("<!--") {
            true => rest.find("-->").map(|end| (end + 3, Token::Comment)),
            false => tag(rest).map(|tag| (tag.raw.len(), Token::Tag(tag))),
        };
        let Some((length, token)) = found else {
            at = start + 1;
            continue;
        };
        if from < start {
            tokens.push(Token::Text(html.get(from..start).unwrap_or_default()));
        }
        tokens.push(token);
        (from, at) = (start + length, start + length);
    }
    if from < html.len() {
        tokens.push(Token::Text(html.get(from..).unwrap_or_default()));
    }
    tokens
}

/// The tag at the start of a text.
fn tag(text: &str) -> Option<Tag<'_>> {
    let inside = text.strip_prefix('<')?;
    let (closes, inside) = match inside.strip_prefix('/') {
        Some(inside) => (true, inside),
        None => (false, inside),
    };
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '_');
    let end = inside.find(|c| !word(c)).unwrap_or(inside.len());
    let name =
        inside.get(..end).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    let mut attributes = Vec::new();
    let mut rest = inside.get(end..)?;
    loop {
        rest = rest.trim_start().trim_start_matches('/');
        if let Some(after) = rest.strip_prefix('>') {
            let raw = text.get(..text.len() - after.len())?;
            return Some(Tag { raw, name: name.to_ascii_lowercase(), closes, attributes });
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/'))?;
        let key = rest.get(..end).filter(|key| !key.is_empty())?.to_ascii_lowercase();
        rest = rest.get(end..)?.trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (start, end) = match quote {
                Some(quote) => (1, after.get(1..)?.find(quote)? + 1),
                None => (0, after.find(|c: char| c.is_whitespace() || c == '>')?),
            };
            value = after.get(start..end)?;
            rest = after.get(end + start..)?;
        }
        attributes.push((key, plain(value)));
    }
}

/// Text without its entities, for code.
pub(super) fn plain(text: &str) -> String {
    let mut text = text.to_owned();
    for (entity, sign) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        text = text.replace(entity, sign);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_that_never_ends_is_text() {
        assert_eq!(tokens("a < b <i"), [Token::Text("a < b <i")]);
        assert_eq!(tag("<a href=\"x"), None);
    }
}
