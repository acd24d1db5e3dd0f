//! One line as a statement about a class: who, when, and what it says, in as few bytes as it can.

use uuid::Uuid;

use super::{
    duration::duration_ms,
    json::{Json, NOTHING, feed_text},
    names::{List, Lists, Name, Names},
};
use crate::{
    chance::Chance,
    class::{
        definition::Class,
        statement::{fits, verb_name},
    },
    clock::Timestamp,
    hash::Fnv,
};

/// What a line is.
pub(super) enum Parsed {
    /// No statement.
    Unreadable,
    /// A statement that says nothing about the class.
    Foreign,
    Statement(Statement),
}

/// After every moment.
pub(super) const NEVER: i64 = i64::MAX;

/// Eight bytes in two halves: millions of records are kept, and a number of eight bytes would make each of
/// them longer by four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::class) struct Halves([u32; 2]);

impl Halves {
    pub(super) fn of(bits: u64) -> Self {
        Self([bits as u32, (bits >> 32) as u32])
    }

    pub(super) fn whole(self) -> u64 {
        u64::from(self.0[1]) << 32 | u64::from(self.0[0])
    }
}

/// Points from 0 to 1.
#[derive(Clone, Copy, Debug)]
pub(in crate::class) struct Points(Halves);

impl Points {
    pub(super) fn of(value: f64) -> Self {
        Self(Halves::of(value.to_bits()))
    }

    /// The points as a number.
    pub(in crate::class) fn value(self) -> f64 {
        f64::from_bits(self.0.whole())
    }
}

/// A statement about the class, while others may still change whether it holds.
pub(super) struct Statement {
    /// Its UUID, in two halves.
    pub(super) id: (u64, u64),
    /// When the store got it; [`NEVER`] where it does not say so.
    pub(super) stored: i64,
    /// A fingerprint of what it says: one of another statement of the same id is another one.
    pub(super) content: u32,
    /// The number of its line.
    pub(super) line: u32,
    pub(super) record: Record,
}

/// What a statement that holds is to a report.
#[repr(Rust, packed(4))]
pub(in crate::class) struct Record {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub(in crate::class) at: i64,
    pub(in crate::class) learner: Name,
    pub(in crate::class) device: Option<Name>,
    /// How long it took, in milliseconds, if it says so.
    pub(in crate::class) ms: u32,
    pub(in crate::class) said: Said,
}

/// What a statement says.
#[derive(Clone, Copy)]
pub(in crate::class) enum Said {
    Opened {
        lesson: Name,
    },
    Completed {
        lesson: Name,
    },
    Answered(Answer),
    Started {
        quiz: Name,
        sitting: Option<Name>,
        exam: bool,
        drawn: Option<List>,
    },
    Finished {
        quiz: Name,
        sitting: Option<Name>,
        passed: bool,
        points: Points,
    },
    Graded {
        exercise: Name,
        passed: bool,
        points: Points,
        findings: Option<List>,
    },
    /// A mission or a week, which no figure asks for.
    Other,
    /// The id of what it takes back.
    Void {
        target: [Halves; 2],
    },
}

/// An answer to a question.
#[derive(Clone, Copy)]
pub(in crate::class) struct Answer {
    /// From 0 to 1.
    pub(in crate::class) points: Points,
    pub(in crate::class) question: Name,
    pub(in crate::class) quiz: Option<Name>,
    pub(in crate::class) sitting: Option<Name>,
    /// The options that were picked; `None` where the answer is no choice.
    pub(in crate::class) picks: Option<List>,
    pub(in crate::class) meaning: Option<Name>,
    pub(in crate::class) tags: Option<List>,
    pub(in crate::class) right: bool,
    pub(in crate::class) review: bool,
    pub(in crate::class) again: bool,
    pub(in crate::class) sure: bool,
}

/// Reads a line.
pub(super) fn read(
    line: &[u8],
    number: u32,
    class: &Class,
    names: &mut Names,
    lists: &mut Lists,
) -> Parsed {
    let Ok(json) = Json::read(line) else { return Parsed::Unreadable };
    let Some(head) = Head::of(&json) else { return Parsed::Unreadable };
    let Some(verb) = verb_name(head.verb) else { return Parsed::Foreign };
    let account = json.get("actor").get("account");
    let name = account.get("name").text().filter(|name| !name.is_empty());
    let ours = account.get("homePage").text() == Some(&class.iri);
    let Some(name) = name.filter(|_| ours) else { return Parsed::Foreign };
    let mut interned = Interned { class, names, lists };
    let Some(said) = interned.said(&json, verb, head.object) else { return Parsed::Foreign };
    let device = interned.extension(&json, "device").text();
    Parsed::Statement(Statement {
        id: halves(head.id),
        stored: json
            .get("stored")
            .text()
            .and_then(Timestamp::parse)
            .map_or(NEVER, |stored| stored.0),
        content: content(&json, &head, name),
        line: number,
        record: Record {
            at: head.at.0,
            learner: names.of(name),
            device: device.map(|device| names.of(device)),
            ms: json.get("result").get("duration").text().and_then(duration_ms).unwrap_or(0),
            said,
        },
    })
}

/// What every statement has.
struct Head<'l> {
    id: Uuid,
    at: Timestamp,
    verb: &'l str,
    object: &'l str,
}

impl<'l> Head<'l> {
    fn of(json: &'l Json<'_>) -> Option<Self> {
        let Json::Object(_) = json.get("actor") else { return None };
        let share = json.get("result").get("score").get("scaled");
        let possible = match share {
            Json::Null => true,
            share => share.number().is_some_and(|share| (-1.0..=1.0).contains(&share)),
        };
        Some(Self {
            id: Uuid::parse_str(json.get("id").text()?).ok()?,
            at: Timestamp::parse(json.get("timestamp").text()?)?,
            verb: json.get("verb").get("id").text()?,
            object: json.get("object").get("id").text()?,
        })
        .filter(|_| possible)
    }
}

/// A fingerprint of what two statements of one id must have in common to be the same.
fn content(json: &Json<'_>, head: &Head<'_>, name: &str) -> u32 {
    let mut hash = Fnv::default();
    for text in [name, head.verb, head.object] {
        feed_text(&mut hash, text);
    }
    for part in ["result", "context"] {
        hash.feed_word(json.get(part).fingerprint());
    }
    hash.feed_word(head.at.0.cast_unsigned());
    // What differs in high bits only must differ in those that are kept.
    Chance::new(hash.value()).number() as u32
}

fn halves(id: Uuid) -> (u64, u64) {
    id.as_u64_pair()
}

/// Turns texts into numbers.
struct Interned<'a> {
    class: &'a Class,
    names: &'a mut Names,
    lists: &'a mut Lists,
}

impl Interned<'_> {
    /// What the statement says; `None` where it is about something else.
    fn said(&mut self, json: &Json<'_>, verb: &str, object: &str) -> Option<Said> {
        let form = json.get("object").get("objectType").text().unwrap_or("Activity");
        if verb == "voided" {
            let target = Uuid::parse_str(object).ok().filter(|_| form == "StatementRef")?;
            let (high, low) = halves(target);
            return Some(Said::Void { target: [Halves::of(high), Halves::of(low)] });
        }
        let (kind, id) = self.named(object).filter(|_| form == "Activity")?;
        if !fits(verb, kind) {
            return None;
        }
        let id = self.names.of(id);
        let result = json.get("result");
        let right = result.get("success").flag().unwrap_or(verb == "passed");
        let points = result.get("score").get("scaled").number();
        let points = Points::of(points.unwrap_or(f64::from(u8::from(right))));
        let sitting = json.get("context").get("registration").text();
        let sitting = sitting.map(|sitting| self.names.of(sitting));
        let passed = verb == "passed";
        Some(match (verb, kind) {
            ("experienced", _) => Said::Opened { lesson: id },
            ("completed", _) => Said::Completed { lesson: id },
            ("answered", _) => Said::Answered(self.answer(json, (id, sitting), (points, right))),
            ("attempted", _) => Said::Started {
                quiz: id,
                sitting,
                exam: self.extension(json, "mode").text() == Some("exam"),
                drawn: self.texts(self.extension(json, "drawn")),
            },
            (_, "quiz") => Said::Finished { quiz: id, sitting, passed, points },
            (_, "exercise") => {
                Said::Graded { exercise: id, passed, points, findings: self.findings(json) }
            }
            _ => Said::Other,
        })
    }

    fn answer(
        &mut self,
        json: &Json<'_>,
        (question, sitting): (Name, Option<Name>),
        (points, right): (Points, bool),
    ) -> Answer {
        let flag = |key: &str| self.extension(json, key).flag();
        let (review, again) = (flag("review") == Some(true), flag("again") == Some(true));
        let sure = flag("sure").unwrap_or(true);
        let parents = json.get("context").get("contextActivities").get("parent").list();
        let quiz = parents.iter().find_map(|parent| {
            let (kind, id) = self.named(parent.get("id").text()?)?;
            (kind == "quiz").then(|| id.to_owned())
        });
        let meaning = self.extension(json, "meaning").text();
        Answer {
            points,
            question,
            sitting,
            right,
            review,
            again,
            sure,
            picks: self.picks(json.get("result").get("response").text()),
            meaning: meaning.map(|meaning| self.names.of(meaning)),
            tags: self.texts(self.extension(json, "tags")),
            quiz: quiz.map(|quiz| self.names.of(&quiz)),
        }
    }

    /// The kind and the id that an address of the class names.
    fn named<'t>(&self, address: &'t str) -> Option<(&'t str, &'t str)> {
        let path = address.strip_prefix(&*self.class.iri)?.strip_prefix('/')?;
        let mut parts = path.splitn(3, '/');
        let (course, kind, id) = (parts.next()?, parts.next()?, parts.next()?);
        (self.class.is_about(course) && !id.is_empty() && !id.contains('/')).then_some((kind, id))
    }

    /// The value of an extension of ours.
    fn extension<'j, 'l>(&self, json: &'j Json<'l>, key: &str) -> &'j Json<'l> {
        let Json::Object(fields) = json.get("context").get("extensions") else {
            return &NOTHING;
        };
        let ours = |name: &str| {
            let rest = name.strip_prefix(&*self.class.ext);
            rest.and_then(|rest| rest.strip_prefix('/')) == Some(key)
        };
        let found = fields.iter().rev().find(|(name, _)| ours(name));
        found.map_or(&NOTHING, |(_, value)| value)
    }

    /// The options of an answer that is a choice, each once.
    fn picks(&mut self, response: Option<&str>) -> Option<List> {
        let response = Json::read(response?.as_bytes()).ok()?;
        if response.get("type").text() != Some("choice") {
            return None;
        }
        let given = response.get("given").list().iter().filter_map(Json::text);
        let mut picks: Vec<(Name, u32)> = given.map(|pick| (self.names.of(pick), 1)).collect();
        picks.sort_unstable();
        picks.dedup();
        Some(self.lists.of(&picks))
    }

    fn texts(&mut self, json: &Json<'_>) -> Option<List> {
        let texts = json.list().iter().filter_map(Json::text);
        let texts: Vec<(Name, u32)> = texts.map(|text| (self.names.of(text), 1)).collect();
        (!texts.is_empty()).then(|| self.lists.of(&texts))
    }

    fn findings(&mut self, json: &Json<'_>) -> Option<List> {
        let mut found = Vec::new();
        for item in self.extension(json, "findings").list() {
            let times = item.get("times").number().unwrap_or(1.0);
            if let Some(rule) = item.get("rule").text() {
                // A number that is none becomes 0, one that is too great the greatest.
                found.push((self.names.of(rule), times as u32));
            }
        }
        (!found.is_empty()).then(|| self.lists.of(&found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_small_and_what_stays_of_it_is_smaller() {
        assert!(size_of::<Statement>() <= 88, "{}", size_of::<Statement>());
        assert!(size_of::<Record>() <= 56, "{}", size_of::<Record>());
    }
}
