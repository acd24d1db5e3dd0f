//! Labels of links and footnotes.

/// A label of a link or footnote as references compare it: case and blanks folded.
pub fn fold(label: &str) -> String {
    let mut folded = String::with_capacity(label.len());
    for word in label.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        // Some small letters have two capitals, some capitals two small letters: `ẞ` is `SS` is `ss`.
        let capitals = word.chars().flat_map(char::to_lowercase).flat_map(char::to_uppercase);
        folded.extend(capitals.flat_map(char::to_lowercase));
    }
    folded
}
