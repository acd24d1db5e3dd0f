//! Draws an answer as a Mermaid flowchart: services as groups with their data, links with their style.

use std::collections::{BTreeMap, BTreeSet};

use super::{Architecture, Style};

impl Architecture {
    /// The answer as Mermaid source.
    pub fn to_mermaid(&self) -> String {
        let mut out = String::from("flowchart LR\n");
        let mut ids: BTreeMap<&str, String> = BTreeMap::new();
        for (at, service) in self.services.iter().enumerate() {
            let id = format!("s{at}");
            if service.owns.is_empty() {
                out.push_str(&format!("  {id}[\"{}\"]\n", label(&service.name)));
            } else {
                out.push_str(&format!("  subgraph {id}[\"{}\"]\n", label(&service.name)));
                for (number, entity) in service.owns.iter().enumerate() {
                    out.push_str(&format!("    {id}e{number}[(\"{}\")]\n", label(entity)));
                }
                out.push_str("  end\n");
            }
            ids.entry(&service.name).or_insert(id);
        }
        let mut others = 0;
        for end in self.links.iter().flat_map(|link| [&link.from, &link.to]) {
            if !ids.contains_key(end.as_str()) {
                let id = format!("x{others}");
                others += 1;
                out.push_str(&format!("  {id}([\"{}\"])\n", label(end)));
                ids.insert(end, id);
            }
        }
        let mut drawn = BTreeSet::new();
        for link in &self.links {
            let (Some(from), Some(to)) = (ids.get(&*link.from), ids.get(&*link.to)) else {
                continue;
            };
            if drawn.insert((from, to, link.style)) {
                out.push_str(&format!("  {from} {} {to}\n", arrow(link.style)));
            }
        }
        out
    }
}

fn arrow(style: Style) -> &'static str {
    match style {
        Style::Sync => "-->|sync|",
        Style::Async => "-.->|async|",
        Style::Event => "-.->|event|",
        Style::Db => "==>|db|",
    }
}

/// A name as the text of a label: nothing in it is read as Mermaid.
pub(crate) fn label(name: &str) -> String {
    let safe = crate::text::sanitize(name);
    let mut out = String::with_capacity(safe.len());
    for c in safe.chars() {
        match c {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' | ';' => {
                out.push_str(&format!("#{};", u32::from(c)));
            }
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    if out.trim().is_empty() { "?".into() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram;

    #[test]
    fn every_answer_draws_as_a_diagram_whatever_its_names_are() {
        let source = "[answer]\nscenario = 'x'\n[service.\"a \\\"b\\\" <c>\"]\nowns = ['E', 'F#1;']\n\
                      [service.empty]\n[[link]]\nfrom = 'empty'\nto = \"a \\\"b\\\" <c>\"\n\
                      style = 'event'\n[[link]]\nfrom = 'empty'\nto = 'bank'\nstyle = 'sync'\n";
        let (answer, found) = Architecture::read("a.toml", source);
        assert_eq!(found, []);
        let drawing = diagram::parse(&answer.to_mermaid()).unwrap().draw(&Default::default());
        let text = drawing.text();
        for word in ["a \"b\" <c>", "E", "F#1;", "empty", "bank", "event"] {
            assert!(text.contains(word), "{word} is missing:\n{text}");
        }
        assert_eq!(drawing.edges.len(), 2);
    }
}
