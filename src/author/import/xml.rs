//! XML as far as banks of questions have it: elements, attributes, text. There are no entities but the
//! five of XML and numbers, so that no document grows while it is read.

/// Elements nested deeper are refused.
const DEEPEST: usize = 60;

/// An element with where it starts.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    /// The text directly in it.
    pub(super) text: String,
    pub(super) at: usize,
}

impl Element {
    /// The first child of that name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of that name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The text of a child, which may stand in a `text` of its own.
    pub(super) fn text_of(&self, name: &str) -> &str {
        self.child(name).map_or("", Self::words)
    }

    /// Its own text, or that of its `text`.
    pub(super) fn words(&self) -> &str {
        self.child("text").map_or(self.text.as_str(), |inner| inner.text.as_str()).trim()
    }
}

/// The root element of a document.
///
/// # Errors
/// Where the document is not well-formed: at which byte, and why.
pub(super) fn read(text: &str) -> Result<Element, (usize, &'static str)> {
    let mut open = vec![Element::default()];
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let start = at;
        let top = open.len() - 1;
        let until = |mark: &str| {
            rest.find(mark).map(|end| end + mark.len()).ok_or((start, "this never ends"))
        };
        if !rest.starts_with('<') {
            let end = rest.find('<').unwrap_or(rest.len());
            let words = rest.get(..end).unwrap_or_default();
            if let Some(element) = open.get_mut(top) {
                element.text.push_str(&decoded(words));
            }
            at += end;
        } else if rest.starts_with("<!--") {
            at += until("-->")?;
        } else if let Some(data) = rest.strip_prefix("<![CDATA[") {
            let end = until("]]>")?;
            if let Some(element) = open.get_mut(top) {
                element.text.push_str(data.get(..end - 12).unwrap_or_default());
            }
            at += end;
        } else if rest.starts_with("<?") {
            at += until("?>")?;
        } else if rest.starts_with("<!") {
            return Err((start, "a document type is not read"));
        } else if let Some(closing) = rest.strip_prefix("</") {
            at += until(">")?;
            let name = closing.split('>').next().unwrap_or_default().trim();
            let done = open.pop().filter(|element| element.name == name && !open.is_empty());
            let done = done.ok_or((start, "this closes nothing that is open"))?;
            if let Some(parent) = open.last_mut() {
                parent.children.push(done);
            }
        } else {
            let (mut element, length, closed) = tag(rest).ok_or((start, "this is no element"))?;
            element.at = start;
            at += length;
            if !closed && open.len() > DEEPEST {
                return Err((start, "this is nested too deeply"));
            }
            match open.last_mut().filter(|_| closed) {
                Some(parent) => parent.children.push(element),
                None => open.push(element),
            }
        }
    }
    match open.pop() {
        Some(mut document) if open.is_empty() && document.children.len() == 1 => {
            document.children.pop().ok_or((0, "there is no element"))
        }
        Some(element) => Err((element.at, "this is not closed")),
        None => Err((0, "there is no element")),
    }
}

/// The tag at the start of a text, its length, and whether it closes itself.
fn tag(text: &str) -> Option<(Element, usize, bool)> {
    let inside = text.get(1..)?;
    let end = inside.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?;
    let name = inside.get(..end).filter(|name| !name.is_empty())?.to_owned();
    let mut element = Element { name, ..Element::default() };
    let mut rest = inside.get(end..)?;
    loop {
        rest = rest.trim_start();
        for (mark, closed) in [("/>", true), (">", false)] {
            if let Some(after) = rest.strip_prefix(mark) {
                return Some((element, text.len() - after.len(), closed));
            }
        }
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, after) = after.get(1..)?.split_once(quote)?;
        element.attributes.push((key.trim().to_owned(), decoded(value)));
        rest = after;
    }
}

/// Text with its entities put in.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let entity = after.split_once(';').filter(|(name, _)| name.len() <= 10);
        let letter = entity.and_then(|(name, _)| letter(name));
        match (letter, entity) {
            (Some(letter), Some((_, after))) => {
                out.push(letter);
                rest = after;
            }
            _ => {
                out.push('&');
                rest = after;
            }
        }
    }
    out + rest
}

fn letter(name: &str) -> Option<char> {
    let number = |digits: &str, radix| char::from_u32(u32::from_str_radix(digits, radix).ok()?);
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => match name.strip_prefix("#x") {
            Some(digits) => number(digits, 16),
            None => number(name.strip_prefix('#')?, 10),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_read_with_their_texts() {
        let root = read(
            "<?xml?><quiz><!-- c --><q type='x'><name><text>A &lt; &#66;</text></name>\
                         <t><![CDATA[<p>]]></t><e/></q></quiz>",
        )
        .unwrap();
        let question = root.child("q").unwrap();
        assert_eq!(question.attribute("type"), Some("x"));
        assert_eq!(question.text_of("name"), "A < B");
        assert_eq!(question.text_of("t"), "<p>");
        assert!(question.child("e").is_some());
    }

    #[test]
    fn what_is_not_well_formed_or_grows_is_refused() {
        for text in [
            "<a><b></a>",
            "<a>",
            "",
            "text",
            "</a>",
            "<a></a><b></b>",
            "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
            "<a b=c></a>",
            "<a",
            &"<a>".repeat(1_000),
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert_eq!(read("<a>&x; &</a>").unwrap().text, "&x; &");
    }
}
