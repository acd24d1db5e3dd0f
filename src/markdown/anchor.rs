//! Places of a text that links lead to.

/// A place that links lead to by this name, as our Markdown knows it.
pub fn anchor(id: &str) -> String {
    let mut safe = id.to_owned();
    for (sign, entity) in [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;")] {
        safe = safe.replace(sign, entity);
    }
    format!("<a id=\"{safe}\"></a>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_place_ends_its_tag() {
        assert_eq!(anchor("a\"<b>&"), "<a id=\"a&quot;&lt;b&gt;&amp;\"></a>");
    }
}
