//! The labs that are screens of the catalog, over plain lines: the decision tree and the classification,
//! one numbered choice after another.

use std::collections::BTreeMap;

use super::{PlainSession, Turn, line_io::Stop};
use crate::{
    catalog::{Next, tree::Walk},
    id::{LabId, PatternId},
    library::Reference,
};

impl PlainSession {
    /// One of these labs, until it ends at a pattern or the learner goes back.
    pub(super) fn catalog_lab(&mut self, id: &LabId) -> Result<Turn, Stop> {
        let name = self.session.library().lab_name(id, &self.words);
        self.io.line("")?;
        self.markdown("# ", &name)?;
        let found = if id.as_str() == "tree" { self.walk_tree()? } else { self.classify()? };
        let Some(pattern) = found else { return Ok(Turn::Back) };
        let mission = format!("{id}.1");
        self.record(|session| session.reach(id, &mission, None))?;
        Ok(Turn::Open(Reference::Pattern(pattern)))
    }

    /// Question after question, to the pattern that is left.
    fn walk_tree(&mut self) -> Result<Option<PatternId>, Stop> {
        let mut walk = Walk::default();
        loop {
            let tree = &self.session.library().catalog().tree;
            let (question, names) = match tree.at(&walk) {
                Some(Next::Question(id)) => {
                    let Some(asked) = tree.question(&id) else { return Ok(None) };
                    let names: Vec<String> =
                        asked.choices.iter().map(|choice| choice.answer.clone()).collect();
                    walk.path.push((id, 0));
                    (asked.question.clone(), names)
                }
                Some(Next::Pattern(leaf)) => return Ok(Some(leaf)),
                None => return Ok(None),
            };
            self.io.line("")?;
            self.markdown("", &question)?;
            let Some(chosen) = self.choose(&names)? else { return Ok(None) };
            if let Some((_, choice)) = walk.path.last_mut() {
                *choice = chosen;
            }
        }
    }

    /// Dimension after dimension, to the pattern that stands there.
    fn classify(&mut self) -> Result<Option<PatternId>, Stop> {
        let scheme = self.session.library().catalog().scheme.clone();
        let mut holding: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for dimension in &scheme.dimensions {
            self.io.line("")?;
            self.markdown("", &dimension.question)?;
            let values = dimension.values.iter();
            let names: Vec<String> =
                values.map(|value| format!("{}: {}", value.id, value.test)).collect();
            let Some(chosen) = self.choose(&names)? else { return Ok(None) };
            if let Some(value) = dimension.values.get(chosen) {
                holding.insert(dimension.id.clone(), vec![value.id.clone()]);
            }
        }
        let placed = scheme.classify(&holding);
        let mut catalog = self.session.library().catalog().placed();
        let here = catalog.find(|(_, at)| {
            placed.iter().all(|place| at.values.get(&place.dimension) == Some(&place.value))
        });
        let found = here.map(|(pattern, _)| pattern.id.clone());
        if found.is_none() {
            let nobody = self.words.get("classify.nobody").to_owned();
            self.io.line(&nobody)?;
        }
        Ok(found)
    }
}
