//! `timeline`: sections, periods and events.

use super::Source;
use super::source::lines;
use crate::diagram::issue::{Issues, MAX_EDGES, MAX_LABEL, MAX_NODES};
use crate::diagram::label;
use crate::diagram::timeline::{Period, Section, Timeline};

/// Reads the lines after the header, from byte `at` of the masked text; also returns the title.
pub(super) fn parse(
    source: &Source<'_>,
    at: usize,
    issues: &mut Issues,
) -> (Timeline, Option<String>) {
    let mut timeline = Timeline::default();
    let mut title = None;
    let clean = |text: &str| label::plain(text).chars().take(MAX_LABEL).collect::<String>();
    let (mut periods, mut events) = (0, 0);
    // The direction stands behind the header.
    let text = source.text[at..].trim_start_matches([' ', '\t']);
    let text = text.strip_prefix("LR").or_else(|| text.strip_prefix("TD")).unwrap_or(text);
    for line in lines(source.text, source.text.len() - text.len()) {
        if let Some(text) = line.word("title") {
            title = Some(clean(text)).filter(|title| !title.is_empty());
            continue;
        }
        if let Some(text) = line.word("section") {
            let name = clean(text.trim_end_matches(':'));
            timeline.sections.push(Section { name, periods: Vec::new() });
            continue;
        }
        // A colon inside a text has no blank behind it, as in `12:30`.
        let mut parts = line.text.split(": ").map(|part| part.trim().trim_end_matches(" :"));
        let name = parts.next().unwrap_or_default();
        let found: Vec<_> = parts.filter(|part| !part.is_empty()).map(clean).collect();
        events += found.len();
        if timeline.sections.is_empty() {
            timeline.sections.push(Section::default());
        }
        let Some(section) = timeline.sections.last_mut() else { continue };
        if name.is_empty() {
            match section.periods.last_mut() {
                Some(period) => period.events.extend(found),
                None => issues.add(source.whole, line.span(), "an event needs a period before it"),
            }
            continue;
        }
        periods += 1;
        if periods > MAX_NODES || events > MAX_EDGES {
            let message = format!("more than {MAX_NODES} periods or {MAX_EDGES} events");
            issues.add(source.whole, line.span(), message);
            break;
        }
        section.periods.push(Period { name: clean(name), events: found });
    }
    (timeline, title)
}
