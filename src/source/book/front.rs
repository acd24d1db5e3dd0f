//! The front matter that Hugo, Zola, Jekyll, Obsidian, Docusaurus and Quarto write: YAML between `---`
//! or TOML between `+++`.

use serde::Deserialize;

use crate::markdown;

/// More of a front matter is not read, in bytes.
const LONGEST: usize = 64 * 1024;

/// What is known of a page before its text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Front {
    pub(super) title: Option<String>,
    pub(super) id: Option<String>,
    /// Where it stands among the pages of its folder; smaller comes first.
    pub(super) weight: Option<f64>,
    pub(super) draft: bool,
    /// Of reading.
    pub(super) minutes: Option<u32>,
    /// What the page was called before.
    pub(super) formerly: Vec<String>,
}

/// What the programs call it; everything else is theirs.
#[derive(Deserialize, Default)]
struct Raw {
    title: Option<Scalar>,
    id: Option<Scalar>,
    slug: Option<Scalar>,
    #[serde(alias = "nav_order", alias = "sidebar_position", alias = "order")]
    weight: Option<Scalar>,
    draft: Option<Scalar>,
    minutes: Option<Scalar>,
    #[serde(default)]
    formerly: Vec<Scalar>,
}

/// A value of one word, or something else that is passed over.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Flag(bool),
    Number(f64),
    Text(String),
    Other(serde::de::IgnoredAny),
}

impl Scalar {
    fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(number) => Some(number.to_string()),
            Self::Flag(flag) => Some(flag.to_string()),
            Self::Other(_) => None,
        }
    }

    fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Flag(_) | Self::Other(_) => None,
        }
    }
}

/// Reads the front matter of a text, or of a start of it that holds all of it; and says where the
/// body starts.
pub(super) fn read(text: &str) -> (Front, usize) {
    let (toml, body) = markdown::front_matter(text);
    if let Some(toml) = toml {
        let raw = text.get(toml).filter(|toml| toml.len() <= LONGEST);
        return (Front::from(raw.and_then(|toml| toml::from_str(toml).ok())), body);
    }
    let body = markdown::body_start(text);
    let yaml = text.get(..body).unwrap_or_default().trim();
    let yaml = yaml.trim_start_matches("---").trim_end_matches("---").trim_end_matches("...");
    let raw = Some(yaml).filter(|yaml| !yaml.is_empty() && yaml.len() <= LONGEST);
    (Front::from(raw.and_then(|yaml| serde_saphyr::from_str(yaml).ok())), body)
}

impl From<Option<Raw>> for Front {
    fn from(raw: Option<Raw>) -> Self {
        let raw = raw.unwrap_or_default();
        let minutes = raw.minutes.and_then(Scalar::number).filter(|at| (1.0..=600.0).contains(at));
        Self {
            title: raw.title.and_then(Scalar::text).filter(|title| !title.trim().is_empty()),
            id: raw.id.and_then(Scalar::text).or_else(|| raw.slug.and_then(Scalar::text)),
            weight: raw.weight.and_then(Scalar::number),
            draft: matches!(raw.draft, Some(Scalar::Flag(true))),
            // Whole minutes, and never more than 600.
            minutes: minutes.map(|minutes| minutes.round() as u32),
            formerly: raw.formerly.into_iter().filter_map(Scalar::text).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_other_programs_are_understood() {
        let hugo = read("+++\ntitle = 'A'\nweight = 3\ndraft = true\ntags = ['x']\n+++\nBody\n");
        assert_eq!(hugo.0.title.as_deref(), Some("A"));
        assert_eq!((hugo.0.weight, hugo.0.draft), (Some(3.0), true));
        let yaml = "---\ntitle: \"B: b\"\nslug: bee\nsidebar_position: 2.5\nminutes: 7\ntags:\n  - x\n---\n# B\n";
        let (front, body) = read(yaml);
        assert_eq!(front.title.as_deref(), Some("B: b"));
        assert_eq!(
            (front.id.as_deref(), front.weight, front.minutes),
            (Some("bee"), Some(2.5), Some(7))
        );
        assert_eq!(&yaml[body..], "# B\n");
        assert_eq!(read("---\nnav_order: 4\ntitle: 12\n---\n").0.title.as_deref(), Some("12"));
    }

    #[test]
    fn a_page_without_front_matter_or_with_a_broken_one_is_still_a_page() {
        assert_eq!(read("# A\n\n---\n\nb\n"), (Front::default(), 0));
        assert_eq!(read("---\na: [\n---\nb\n").0, Front::default());
    }
}
