//! Drawn parameters of a numeric question: their values, the combinations, and putting them into texts.

use crate::table::Fields;

use super::{chance::Chance, number::shown};

/// So many values a parameter has at most, and so many combinations are proved by the checker.
pub(super) const MAX_VALUES: usize = 1_000;

/// The parameters of a question in the order of the file, each with its possible values.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Parameters(Vec<(String, Vec<f64>)>);

/// One combination: a value for every parameter.
pub(super) type Drawn = Vec<(String, f64)>;

impl Parameters {
    /// Reads `a = [1, 2]` and `n = { min = 2, max = 6, step = 1 }`.
    pub(super) fn parse(fields: &Fields<'_, '_>) -> Self {
        let mut parameters = Vec::new();
        for name in fields.keys() {
            let Some(value) = fields.any(&name.value) else { continue };
            if !is_name(&name.value) {
                let message = format!("`{}` cannot stand in a formula", name.value);
                let help = "letters, digits and `_`, starting with a letter, and not `answer`";
                fields.report_with_help("malformed-parameter", name.span, message, help);
                continue;
            }
            let values: Vec<f64> = if value.is_table() {
                value.table().map(|range| range_values(&range)).unwrap_or_default()
            } else {
                let items = value.items();
                items.into_iter().filter_map(|item| item.number()).map(|n| n.value).collect()
            };
            if values.is_empty() || values.len() > MAX_VALUES {
                let message = format!("`{}` needs 1 to {MAX_VALUES} values", name.value);
                fields.report("bad-parameter", value.span(), message);
                continue;
            }
            parameters.push((name.value, values));
        }
        Self(parameters)
    }

    /// The names.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// The values as texts, for the content hash.
    pub(super) fn texts(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(name, values)| format!("{name}={values:?}"))
    }

    /// Draws one combination.
    pub(super) fn draw(&self, chance: &mut Chance) -> Drawn {
        let pick = |(name, values): &(String, Vec<f64>)| {
            Some((name.clone(), values.get(chance.below(values.len())).copied()?))
        };
        self.0.iter().filter_map(pick).collect()
    }

    /// A text with `…` where the values would be put in.
    pub(super) fn blank(&self, text: &str) -> String {
        self.names().fold(text.to_owned(), |text, name| text.replace(&format!("{{{name}}}"), "…"))
    }

    /// How many combinations there are; 1 without parameters.
    pub(super) fn count(&self) -> usize {
        self.0.iter().fold(1, |count, (_, values)| count.saturating_mul(values.len()))
    }

    /// Every combination, or the first so many of them.
    pub(super) fn combinations(&self, limit: usize) -> impl Iterator<Item = Drawn> {
        (0..self.count().min(limit)).map(|mut number| {
            let pick = |(name, values): &(String, Vec<f64>)| {
                let value = values.get(number % values.len()).copied()?;
                number /= values.len();
                Some((name.clone(), value))
            };
            self.0.iter().filter_map(pick).collect()
        })
    }
}

fn is_name(name: &str) -> bool {
    name != "answer"
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn range_values(range: &Fields<'_, '_>) -> Vec<f64> {
    let number = |key| range.number(key).map(|found| found.value);
    let (min, max, step) = (number("min"), number("max"), number("step").unwrap_or(1.0));
    let (Some(min), Some(max)) = (min, max) else {
        range.report("missing-key", range.span(), "a range needs `min` and `max`");
        return Vec::new();
    };
    if step <= 0.0 || max < min {
        return Vec::new();
    }
    let decimals = decimals(min).max(decimals(step));
    let count = ((max - min) / step + 1e-9).floor().min(MAX_VALUES as f64) as usize;
    let value = |index: usize| {
        let exact = min + step * index as f64;
        format!("{exact:.decimals$}").parse().unwrap_or(exact)
    };
    (0..=count).map(value).collect()
}

fn decimals(value: f64) -> usize {
    value.to_string().split_once('.').map_or(0, |(_, digits)| digits.len().min(12))
}

/// Puts the values of parameters into a text: `{a}` becomes `99.9`. Other braces stay as they are.
pub(super) fn fill(text: &str, drawn: &[(String, f64)]) -> String {
    let mut filled = text.to_owned();
    for (name, value) in drawn {
        let mark = format!("{{{name}}}");
        if filled.contains(&mark) {
            filled = filled.replace(&mark, &shown(*value, 12));
        }
    }
    filled
}

/// Every `{name}` in a text.
pub(super) fn marks(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        if let Some((name, _)) = after.split_once('}')
            && (is_name(name) || name == "answer")
        {
            found.push(name);
        }
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Document;

    fn parse(text: &str) -> (Parameters, usize) {
        let (found, problems) =
            Document::new("q.toml", text).read(text, |fields| Parameters::parse(&fields));
        (found, problems.len())
    }

    #[test]
    fn ranges_have_no_binary_dust_and_include_their_end() {
        let (parameters, problems) =
            parse("a = { min = 0.1, max = 0.5, step = 0.1 }\nn = [2, 3.5]");
        assert_eq!(problems, 0);
        assert_eq!(parameters.count(), 10);
        let texts: Vec<String> =
            parameters.combinations(100).map(|drawn| fill("{a} {n} {x} {", &drawn)).collect();
        assert_eq!(texts[0], "0.1 2 {x} {");
        assert_eq!(texts[9], "0.5 3.5 {x} {");
        assert!(texts.iter().any(|text| text.starts_with("0.3 ")));
    }

    #[test]
    fn a_range_without_values_or_with_too_many_is_a_mistake() {
        for text in [
            "a = []",
            "a = { min = 1, max = 0 }",
            "a = { min = 1, max = 1e9 }",
            "a = { min = 1 }",
            "a = { min = 1, max = 2, step = 0 }",
            "answer = [1]",
            "'a b' = [1]",
            "a = ['x']",
        ] {
            assert!(parse(text).1 > 0, "{text} passed");
        }
    }

    #[test]
    fn the_marks_of_a_text_are_found() {
        assert_eq!(marks("{a} of {{n}} and { x } {answer} {\"k\": 1}"), ["a", "n", "answer"]);
    }
}
