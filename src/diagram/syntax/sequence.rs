//! `sequenceDiagram`.

use super::Source;
use super::source::{Line, lines};
use crate::diagram::issue::{Issues, MAX_DEPTH, MAX_EDGES, MAX_LABEL, MAX_NODES};
use crate::diagram::label;
use crate::diagram::model::Head;
use crate::diagram::sequence::{Event, Message, Participant, Party, Sequence, Side};

/// Frames that hold messages.
const FRAMES: [&str; 7] = ["alt", "opt", "loop", "par", "critical", "break", "rect"];
/// Messages that start the next part of a frame.
const PARTS: [&str; 3] = ["else", "and", "option"];
/// Messages that start a line which draws nothing.
const SILENT: [&str; 4] = ["links", "link", "properties", "details"];
/// Arrows, longest first: text, dotted, tail, head, open.
const ARROWS: [(&str, bool, Head, Head, bool); 26] = [
    ("<<-->>", true, Head::Arrow, Head::Arrow, false),
    ("<<->>", false, Head::Arrow, Head::Arrow, false),
    ("-->>", true, Head::None, Head::Arrow, false),
    ("->>", false, Head::None, Head::Arrow, false),
    ("-->", true, Head::None, Head::None, false),
    ("->", false, Head::None, Head::None, false),
    ("--)", true, Head::None, Head::Arrow, true),
    ("-)", false, Head::None, Head::Arrow, true),
    ("--x", true, Head::None, Head::Cross, false),
    ("-x", false, Head::None, Head::Cross, false),
    // Half heads are drawn whole.
    ("--|\\", true, Head::None, Head::Arrow, false),
    ("--|/", true, Head::None, Head::Arrow, false),
    ("--\\\\", true, Head::None, Head::Arrow, true),
    ("--//", true, Head::None, Head::Arrow, true),
    ("-|\\", false, Head::None, Head::Arrow, false),
    ("-|/", false, Head::None, Head::Arrow, false),
    ("-\\\\", false, Head::None, Head::Arrow, true),
    ("-//", false, Head::None, Head::Arrow, true),
    ("/|--", true, Head::Arrow, Head::None, false),
    ("\\|--", true, Head::Arrow, Head::None, false),
    ("//--", true, Head::Arrow, Head::None, true),
    ("\\\\--", true, Head::Arrow, Head::None, true),
    ("/|-", false, Head::Arrow, Head::None, false),
    ("\\|-", false, Head::Arrow, Head::None, false),
    ("//-", false, Head::Arrow, Head::None, true),
    ("\\\\-", false, Head::Arrow, Head::None, true),
];

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
        issues,
    };
    for line in lines(source.text, at) {
        // A semicolon may also be the end of `#35;`.
        let entity = line
            .text
            .rsplit_once('#')
            .is_some_and(|(_, name)| name.trim_end_matches(';').chars().all(char::is_alphanumeric));
        let text = if entity { line.text } else { line.text.trim_end_matches(';').trim_end() };
        parser.line(Line { text, ..line });
    }
    if let Some(open) = parser.open.last() {
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
    /// Where the open frames start.
    open: Vec<std::ops::Range<usize>>,
    party: Option<Party>,
    /// Next number and step.
    numbers: Option<(usize, usize)>,
    messages: usize,
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
        let text =
            [&FRAMES[..], &PARTS, &SILENT, &["note", "participant", "actor", "title"]].concat();
        if find_arrow(line.text).is_some() && !text.contains(&word) {
            return self.message(line);
        }
        match word {
            "participant" | "actor" => {
                self.declare(line, rest, word == "actor");
            }
            "create" => {
                let kind = rest.split_whitespace().next().unwrap_or_default();
                let created = self.declare(line, rest[kind.len()..].trim(), kind == "actor");
                self.sequence.events.push(Event::Create(created));
            }
            "destroy" => {
                let participant = self.participant(rest, line);
                self.sequence.events.push(Event::Destroy(participant));
            }
            "activate" => {
                let participant = self.participant(rest, line);
                self.sequence.events.push(Event::Activate(participant));
            }
            "deactivate" => {
                let participant = self.participant(rest, line);
                self.sequence.events.push(Event::Deactivate(participant));
            }
            "autonumber" => {
                let mut numbers = rest.split_whitespace().map(str::parse);
                let first = numbers.next().and_then(Result::ok).unwrap_or(1);
                let step = numbers.next().and_then(Result::ok).unwrap_or(1);
                self.numbers = (rest != "off").then_some((first, step));
            }
            "box" => self.party(rest),
            "end" => self.end(line),
            "par_over" => self.frame(line, "par", rest),
            _ if FRAMES.contains(&word) => self.frame(line, word, rest),
            _ if PARTS.contains(&word) => {
                if self.open.is_empty() {
                    let message = format!("`{word}` stands in no frame");
                    self.issues.add(self.source, line.span(), message);
                }
                let (operator, label) = (word.to_owned(), one_line(rest));
                self.sequence.events.push(Event::Part { operator, label });
            }
            "note" => self.note(line, rest),
            "title" => self.title = Some(label::clean(rest.trim_start_matches(':'))),
            _ if SILENT.contains(&word) => {}
            _ => {
                let shown: String = line.text.chars().take(24).collect();
                let message = format!("cannot read `{shown}`");
                let help = "a message is written `A->>B: text`";
                self.issues.help(self.source, line.span(), message, help);
            }
        }
    }

    fn declare(&mut self, line: Line<'_>, rest: &str, actor: bool) -> usize {
        let (id, name) = match rest.split_once(" as ") {
            Some((id, name)) => (id.trim(), Some(name.trim())),
            None => (rest, None),
        };
        let id = match id.split_once("@{") {
            Some((id, _)) => id.trim(),
            None => id,
        };
        let at = self.participant(id, line);
        let participant = &mut self.sequence.participants[at];
        participant.actor |= actor;
        if let Some(name) = name {
            participant.label = label::plain(name);
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
        let (to, text) = rest.split_once(':').unwrap_or((rest, ""));
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
        let number = self.numbers.map(|(next, _)| next);
        if let Some((next, step)) = &mut self.numbers {
            *next = next.saturating_add(*step);
        }
        let label = label::plain(text);
        let label = label.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        let message = Message { from, to, label, head, tail, dotted, open, number };
        self.sequence.events.push(Event::Message(message));
        match mark {
            Some('+') => self.sequence.events.push(Event::Activate(to)),
            Some(_) => self.sequence.events.push(Event::Deactivate(from)),
            None => {}
        }
    }

    fn note(&mut self, line: Line<'_>, rest: &str) {
        let sides = [("right of", Side::Right), ("left of", Side::Left), ("over", Side::Over)];
        let lower = rest.to_ascii_lowercase();
        let found = sides.iter().find(|(word, _)| lower.starts_with(word));
        let (Some((word, side)), Some((who, text))) = (found, rest.split_once(':')) else {
            let help = "write `Note over A,B: text`, `Note right of A: text`";
            self.issues.help(self.source, line.span(), "cannot read this note", help);
            return;
        };
        let who = who.get(word.len()..).unwrap_or_default();
        let (from, to) = who.split_once(',').unwrap_or((who, who));
        let (from, to) = (self.participant(from, line), self.participant(to, line));
        let (from, to) = (from.min(to), from.max(to));
        let text = label::plain(text);
        self.sequence.events.push(Event::Note { side: *side, from, to, text });
    }

    fn frame(&mut self, line: Line<'_>, word: &str, rest: &str) {
        if self.open.len() >= MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} frames inside one another");
            self.issues.add(self.source, line.span(), message);
        }
        self.open.push(line.span());
        // A rectangle has a colour, which is no text.
        let label = if word == "rect" { String::new() } else { one_line(rest) };
        self.sequence.events.push(Event::Open { operator: word.to_owned(), label });
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

    fn party(&mut self, rest: &str) {
        let mut title = rest;
        // A colour may come first.
        let first = rest.split([' ', '(']).next().unwrap_or_default().to_ascii_lowercase();
        if first.starts_with("rgb") || first.starts_with("hsl") {
            title = rest.split_once(')').map_or("", |(_, title)| title);
        } else if first.starts_with('#') || is_colour(&first) {
            title = &rest[first.len()..];
        }
        self.party = Some(Party { title: label::plain(title), first: usize::MAX, last: 0 });
    }
}

/// The title of a frame, which has one line.
fn one_line(text: &str) -> String {
    label::plain(text).replace('\n', " ")
}

/// The colour names that boxes are given in practice.
fn is_colour(word: &str) -> bool {
    let word = word.strip_prefix("light").or_else(|| word.strip_prefix("dark")).unwrap_or(word);
    matches!(
        word,
        "transparent"
            | "aqua"
            | "black"
            | "blue"
            | "cyan"
            | "gray"
            | "green"
            | "grey"
            | "lavender"
            | "lime"
            | "magenta"
            | "orange"
            | "pink"
            | "purple"
            | "red"
            | "salmon"
            | "skyblue"
            | "teal"
            | "white"
            | "yellow"
            | "goldenrodyellow"
            | "steelblue"
    )
}

type Arrow = (&'static str, bool, Head, Head, bool);

/// The first arrow of a line before its text. Names may hold dashes, and `-x` may be one of them.
fn find_arrow(line: &str) -> Option<(usize, Arrow)> {
    let head = line.split(':').next().unwrap_or(line);
    let find = |crosses: bool| {
        head.char_indices().filter(|(_, c)| "-</\\".contains(*c)).find_map(|(at, _)| {
            let arrow = ARROWS.iter().find(|arrow| head[at..].starts_with(arrow.0))?;
            ((arrow.3 == Head::Cross) == crosses).then_some((at, *arrow))
        })
    };
    find(false).or_else(|| find(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_are_found_behind_names_with_dashes() {
        let found = |line| find_arrow(line).map(|(at, arrow)| (at, arrow.0));
        assert_eq!(found("api-x-y->>db: a-x b"), Some((7, "->>")));
        assert_eq!(found("A-xB: lost"), Some((1, "-x")));
        assert_eq!(found("A<<-->>B"), Some((1, "<<-->>")));
        assert_eq!(found("A--)B: later"), Some((1, "--)")));
        assert_eq!(found("Note over A: x->>y"), None);
    }
}
