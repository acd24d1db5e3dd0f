//! `sequenceDiagram`.

mod arrows;
mod parties;

use std::ops::Range;

use self::arrows::find_arrow;
use super::Source;
use super::source::{Line, lines, yaml};
use crate::diagram::issue::{Issues, MAX_DEPTH, MAX_EDGES, MAX_LABEL, MAX_NODES};
use crate::diagram::label;
use crate::diagram::sequence::{Event, Message, Participant, Party, Sequence, Side};

/// Frames that hold messages.
const FRAMES: [&str; 7] = ["alt", "opt", "loop", "par", "critical", "break", "rect"];
/// What starts the next part of a frame, and the frames that have it.
const PARTS: [(&str, &[&str]); 3] =
    [("else", &["alt"]), ("and", &["par", "par_over"]), ("option", &["critical"])];
/// Messages that start a line which draws nothing.
const SILENT: [&str; 4] = ["links", "link", "properties", "details"];
/// Reads the lines after the header, from byte `at` of the masked text.
pub(super) fn parse(
    source: &Source<'_>,
    at: usize,
    issues: &mut Issues,
) -> (Sequence, Option<String>) {
    let mut parser = Parser {
        source: source.whole,
        sequence: Sequence::default(),
        title: None,
        open: Vec::new(),
        party: None,
        numbers: None,
        messages: 0,
        active: Vec::new(),
        awaited: None,
        issues,
    };
    let statements = lines(source.text, at).flat_map(statements);
    statements.for_each(|statement| parser.line(statement));
    if let Some((_, open)) = parser.open.last() {
        let message = "this frame is never closed";
        let help = "write `end` on a line of its own";
        parser.issues.help(source.whole, open.clone(), message, help);
    }
    (parser.sequence, parser.title)
}

struct Parser<'a, 'i> {
    source: &'a str,
    sequence: Sequence,
    title: Option<String>,
    /// The open frames and where they start.
    open: Vec<(String, Range<usize>)>,
    party: Option<Party>,
    /// Next number and step.
    numbers: Option<(usize, usize)>,
    messages: usize,
    /// How often each participant is active.
    active: Vec<usize>,
    /// Whom the next message must reach, or whom it may also come from: created or destroyed.
    awaited: Option<(usize, bool)>,
    issues: &'i mut Issues,
}

impl Parser<'_, '_> {
    fn line(&mut self, line: Line<'_>) {
        if line.text.is_empty() || line.text.starts_with('#') {
            return;
        }
        let word = line.text.split_whitespace().next().unwrap_or_default();
        let word = word.strip_suffix(':').unwrap_or(word);
        let rest = line.text[word.len()..].trim();
        // Keywords are read in any case.
        let lower = word.to_ascii_lowercase();
        let word = lower.as_str();
        let part = PARTS.iter().find(|(part, _)| *part == word);
        let text = [&FRAMES[..], &SILENT, &["note", "participant", "actor", "title"]].concat();
        if find_arrow(line.text).is_some() && !text.contains(&word) && part.is_none() {
            return self.message(line);
        }
        match word {
            "participant" | "actor" => {
                self.declare(line, rest, word == "actor");
            }
            "create" => {
                let kind = rest.split_whitespace().next().unwrap_or_default();
                let created = self.declare(line, rest[kind.len()..].trim(), kind == "actor");
                self.awaited = Some((created, false));
                self.sequence.events.push(Event::Create(created));
            }
            "destroy" => {
                let participant = self.participant(rest, line);
                self.awaited = Some((participant, true));
                self.sequence.events.push(Event::Destroy(participant));
            }
            "activate" => {
                let participant = self.participant(rest, line);
                self.activate(participant);
            }
            "deactivate" => {
                let participant = self.participant(rest, line);
                self.deactivate(line, participant);
            }
            "autonumber" => {
                let mut numbers = rest.split_whitespace().map(str::parse);
                let first = numbers.next().and_then(Result::ok).unwrap_or(1);
                let step = numbers.next().and_then(Result::ok).unwrap_or(1);
                self.numbers = (rest != "off").then_some((first, step));
            }
            "box" => self.party = Some(parties::party(rest)),
            "end" => self.end(line),
            "par_over" => self.frame(line, "par", rest),
            _ if FRAMES.contains(&word) => self.frame(line, word, rest),
            "note" => self.note(line, rest),
            "title" => {
                let title = label::clean(rest.trim_start_matches(':'));
                if title.is_empty() {
                    self.issues.add(self.source, line.span(), "a title needs a text");
                }
                self.title = Some(title);
            }
            _ if SILENT.contains(&word) => {}
            _ if part.is_some() => self.part(line, word, rest),
            _ => {
                let shown: String = line.text.chars().take(24).collect();
                let message = format!("cannot read `{shown}`");
                let help = "a message is written `A->>B: text`";
                self.issues.help(self.source, line.span(), message, help);
            }
        }
    }

    /// `A as Alice`, `A@{ "type": "actor", "alias": "Alice" }`.
    fn declare(&mut self, line: Line<'_>, rest: &str, actor: bool) -> usize {
        let config = rest.split_once("@{").and_then(|(id, rest)| {
            let (config, rest) = rest.split_once('}')?;
            Some((id, yaml::pairs(config), rest))
        });
        let (id, config, rest) = config.unwrap_or(("", Vec::new(), rest));
        // Keywords are read in any case.
        let (own, name) = match rest.to_ascii_lowercase().find(" as ") {
            Some(at) => (&rest[..at], Some(rest[at + 4..].trim())),
            None => (rest, None),
        };
        let at = self.participant(if id.is_empty() { own } else { id }, line);
        let value =
            |key: &str| config.iter().find(|(known, _)| known == key).map(|(_, value)| value);
        let participant = &mut self.sequence.participants[at];
        participant.actor |= actor || value("type").is_some_and(|kind| kind == "actor");
        if let Some(name) = name.or(value("alias").map(String::as_str)) {
            participant.label = said(name);
        }
        if let Some(party) = &mut self.party {
            party.first = party.first.min(at);
            party.last = party.last.max(at);
        }
        at
    }

    fn participant(&mut self, id: &str, line: Line<'_>) -> usize {
        let id = id.trim().trim_matches('"');
        let known = self.sequence.participants.iter().position(|known| known.id == id);
        if let Some(known) = known {
            return known;
        }
        if id.is_empty() {
            self.issues.add(self.source, line.span(), "a participant is missing");
        }
        let count = self.sequence.participants.len();
        if count >= MAX_NODES {
            let message = format!("more than {MAX_NODES} participants");
            self.issues.add(self.source, line.span(), message);
            return count - 1;
        }
        self.sequence.participants.push(Participant {
            id: id.to_owned(),
            label: label::plain(id),
            ..Participant::default()
        });
        count
    }

    fn message(&mut self, line: Line<'_>) {
        let Some((at, (arrow, dotted, tail, head, open))) = find_arrow(line.text) else { return };
        let from = line.text[..at].trim();
        let from = from.strip_suffix("()").unwrap_or(from);
        let rest = line.text[at + arrow.len()..].trim_start();
        let rest = rest.strip_prefix("()").unwrap_or(rest);
        let (mark, rest) = match rest.chars().next() {
            Some(mark @ ('+' | '-')) => (Some(mark), &rest[1..]),
            _ => (None, rest),
        };
        let (to, text) = rest.split_once(':').unwrap_or_else(|| {
            let help = "write `A->>B: text`, or `A->>B:` without one";
            self.issues.help(self.source, line.span(), "this message has no `:`", help);
            (rest, "")
        });
        if self.party.is_some() {
            let message = "a box holds participants only";
            self.issues.help(self.source, line.span(), message, "write `end` before");
        }
        if self.messages >= MAX_EDGES {
            let message = format!("more than {MAX_EDGES} messages");
            self.issues.add(self.source, line.span(), message);
            return;
        }
        if text.chars().count() > MAX_LABEL {
            let message = format!("a label of more than {MAX_LABEL} characters");
            self.issues.add(self.source, line.span(), message);
            return;
        }
        self.messages += 1;
        let (from, to) = (self.participant(from, line), self.participant(to, line));
        self.await_message(line, from, to);
        let number = self.numbers.map(|(next, _)| next);
        if let Some((next, step)) = &mut self.numbers {
            *next = next.saturating_add(*step);
        }
        let label = said(text);
        let label = label.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        let message = Message { from, to, label, head, tail, dotted, open, number };
        self.sequence.events.push(Event::Message(message));
        match mark {
            Some('+') => self.activate(to),
            Some(_) => self.deactivate(line, from),
            None => {}
        }
    }

    fn activate(&mut self, participant: usize) {
        let count = self.active.len().max(participant + 1);
        self.active.resize(count, 0);
        self.active[participant] += 1;
        self.sequence.events.push(Event::Activate(participant));
    }

    fn deactivate(&mut self, line: Line<'_>, participant: usize) {
        match self.active.get_mut(participant).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => {
                let id = &self.sequence.participants[participant].id;
                let message = format!("`{id}` is not active here");
                self.issues.add(self.source, line.span(), message);
            }
        }
        self.sequence.events.push(Event::Deactivate(participant));
    }

    /// Whoever is created is reached by the next message, whoever is destroyed takes part in it.
    fn await_message(&mut self, line: Line<'_>, from: usize, to: usize) {
        let Some((awaited, either)) = self.awaited.take() else { return };
        if to != awaited && !(either && from == awaited) {
            let id = &self.sequence.participants[awaited].id;
            let message = format!("this message should be the one that creates or destroys `{id}`");
            self.issues.add(self.source, line.span(), message);
        }
    }

    fn note(&mut self, line: Line<'_>, rest: &str) {
        let sides = [("right of", Side::Right), ("left of", Side::Left), ("over", Side::Over)];
        let lower = rest.to_ascii_lowercase();
        let found = sides.iter().find(|(word, _)| lower.starts_with(word));
        let split = rest.split_once(':').filter(|(who, _)| who.matches(',').count() < 2);
        let (Some((word, side)), Some((who, text))) = (found, split) else {
            let help = "write `Note over A,B: text`, `Note right of A: text`";
            self.issues.help(self.source, line.span(), "cannot read this note", help);
            return;
        };
        let who = who.get(word.len()..).unwrap_or_default();
        let (from, to) = who.split_once(',').unwrap_or((who, who));
        let (from, to) = (self.participant(from, line), self.participant(to, line));
        let (from, to) = (from.min(to), from.max(to));
        let text = said(text);
        self.sequence.events.push(Event::Note { side: *side, from, to, text });
    }

    fn frame(&mut self, line: Line<'_>, word: &str, rest: &str) {
        if self.open.len() >= MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} frames inside one another");
            self.issues.add(self.source, line.span(), message);
        }
        self.open.push((word.to_owned(), line.span()));
        // A rectangle has a colour, which is no text.
        let label = if word == "rect" { String::new() } else { one_line(rest) };
        self.sequence.events.push(Event::Open { operator: word.to_owned(), label });
    }

    fn part(&mut self, line: Line<'_>, word: &str, rest: &str) {
        let frames = PARTS.iter().find(|(part, _)| *part == word).map_or(&[][..], |(_, of)| *of);
        if !self.open.last().is_some_and(|(frame, _)| frames.contains(&frame.as_str())) {
            let message = format!("`{word}` stands in no `{}`", frames.first().unwrap_or(&""));
            self.issues.add(self.source, line.span(), message);
        }
        let (operator, label) = (word.to_owned(), one_line(rest));
        self.sequence.events.push(Event::Part { operator, label });
    }

    fn end(&mut self, line: Line<'_>) {
        if let Some(party) = self.party.take() {
            if party.first <= party.last {
                self.sequence.parties.push(party);
            }
            return;
        }
        if self.open.pop().is_none() {
            self.issues.add(self.source, line.span(), "`end` closes no frame");
            return;
        }
        self.sequence.events.push(Event::Close);
    }
}

/// The title of a frame, which has one line.
fn one_line(text: &str) -> String {
    said(text).replace('\n', " ")
}

/// A text without the word that tells Mermaid whether to wrap it.
fn said(text: &str) -> String {
    let text = text.trim();
    let rest = text.strip_prefix(':').unwrap_or(text);
    let wraps = ["wrap:", "nowrap:"].into_iter().find_map(|word| rest.strip_prefix(word));
    label::plain(wraps.unwrap_or(text))
}

/// What stands between semicolons, but for those that end an entity such as `#35;`.
fn statements(line: Line<'_>) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    let ends = line.text.match_indices(';').map(|(at, _)| at).filter(|&at| {
        let name = line.text[..at].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        name.len() == at || !name.ends_with(['#', '&'])
    });
    for end in ends.chain([line.text.len()]) {
        let part = &line.text[from..end];
        let at = line.at + from + (part.len() - part.trim_start().len());
        found.push(Line { text: part.trim(), at });
        from = end + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semicolons_part_statements_and_end_entities() {
        let read =
            |text| statements(Line { text, at: 0 }).iter().map(|l| l.text).collect::<Vec<_>>();
        assert_eq!(read("A->>B: a;B->>A: b;"), ["A->>B: a", "B->>A: b", ""]);
        assert_eq!(read("A->>B: #35; &amp; #;x"), ["A->>B: #35; &amp; #", "x"]);
    }

    #[test]
    fn a_text_says_how_it_wraps() {
        assert_eq!(
            [said("wrap: a"), said(":nowrap:b"), said(" :-) wrapped: c")],
            ["a", "b", ":-) wrapped: c"]
        );
    }
}
