//! What an answer draws, as a flowchart in Mermaid. Knows no kind.

/// A flowchart in the making.
#[derive(Debug, Default)]
pub(super) struct Chart {
    nodes: Vec<String>,
    arrows: String,
}

impl Chart {
    /// Draws an arrow with a label; a node is named by what stands in it.
    pub(super) fn arrow(&mut self, from: &str, label: &str, to: &str) {
        let (from, to) = (self.node(from), self.node(to));
        let label = plain(label);
        self.arrows.push_str(&format!("    n{from} -->|{label}| n{to}\n"));
    }

    fn node(&mut self, name: &str) -> usize {
        let at = self.nodes.iter().position(|known| known == name);
        at.unwrap_or_else(|| {
            self.nodes.push(name.to_owned());
            self.nodes.len() - 1
        })
    }

    /// The source, in a direction such as `LR`; nothing where there is no arrow.
    pub(super) fn source(self, direction: &str) -> Option<String> {
        let nodes = self.nodes.iter().enumerate();
        let nodes: String =
            nodes.map(|(at, name)| format!("    n{at}[\"{}\"]\n", plain(name))).collect();
        let drawn = !self.arrows.is_empty();
        drawn.then(|| format!("flowchart {direction}\n{nodes}{}", self.arrows))
    }
}

/// A learner's own name, without what Mermaid would take for a sign.
fn plain(name: &str) -> String {
    let sign = |c: char| if c.is_alphanumeric() || " -_.".contains(c) { c } else { ' ' };
    let plain: String = name.chars().map(sign).collect();
    if plain.trim().is_empty() { "?".to_owned() } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mermaid_would_read_as_signs_are_drawn_without_them() {
        let mut chart = Chart::default();
        chart.arrow("a\"]", "x|y", "b");
        chart.arrow("b", "", "a\"]");
        let source = chart.source("LR").unwrap();
        assert_eq!(
            source,
            "flowchart LR\n    n0[\"a  \"]\n    n1[\"b\"]\n    n0 -->|x y| n1\n    n1 -->|?| n0\n"
        );
        assert!(Chart::default().source("LR").is_none());
    }
}
