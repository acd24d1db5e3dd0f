//! Marks an estimate: the value 60, its unit 15, the working 25 of each quantity.
//!
//! One slip costs once: later formulas may go on from the learner's own earlier values.

mod working;

use crate::{
    exercise::answer::{Answer, TOML},
    expression::{Expression, Quantity, nearly_equal},
    text::figure,
    verdict::{Evidence, Finding, Severity, score::Earned},
};

use super::{
    facts::{Ask, AskKind, Estimate, NumberAsk},
    reply::{Given, Is, Reply},
    trace::critical_paths,
};

/// Points of one ask.
const VALUE: f64 = 60.0;
const UNIT: f64 = 15.0;
/// Points of a value whose unit or rounding is wrong.
const SLIP: f64 = 30.0;

/// What one is off by who mixes units up: bits, hours, minutes, per cent, kilo, days, mega.
const FACTORS: [f64; 10] = [8.0, 24.0, 30.0, 60.0, 100.0, 1000.0, 1024.0, 3600.0, 86_400.0, 1e6];

type Numbers = Vec<(String, Quantity)>;

/// Marks one answer.
pub(super) struct Marking<'a> {
    facts: &'a Estimate,
    answer: &'a Answer,
    reply: &'a Reply,
    /// Every number as the facts have it.
    right: Numbers,
    /// The same with the learner's own values where there are some.
    mine: Numbers,
    pub(super) findings: Vec<Finding>,
    pub(super) earned: Vec<Earned>,
}

/// What became of one number.
struct Judged {
    rule: Option<&'static str>,
    value: f64,
    unit: f64,
    message: String,
}

impl<'a> Marking<'a> {
    pub(super) fn new(facts: &'a Estimate, answer: &'a Answer, reply: &'a Reply) -> Self {
        let right = facts.start(reply.seed, &reply.assumed);
        let mine = right.clone();
        Self { facts, answer, reply, right, mine, findings: Vec::new(), earned: Vec::new() }
    }

    /// Marks every ask in order.
    pub(super) fn run(&mut self) {
        for name in &self.reply.unknown {
            let message = format!("nothing is asked or assumed that is called `{}`", name.value);
            let known = self.facts.asks.iter().map(|ask| ask.name.as_str());
            let mut finding = Finding::new("ES-01", Severity::Blocker, [&name.value], message);
            if let Some(near) = crate::text::nearest(&name.value, known) {
                finding = finding.evidence(Evidence::meant(near));
            }
            let span = self.answer.span(TOML, name.span.clone());
            self.findings.push(finding.evidence(Evidence::Span(span)));
        }
        if self.reply.values.iter().all(Option::is_none) {
            let message = "nothing is answered";
            self.findings.push(Finding::new("ES-01", Severity::Blocker, ["answer"], message));
        }
        self.assumptions();
        let weights: f64 = self.facts.asks.iter().map(|ask| ask.weight).sum();
        for (at, ask) in self.facts.asks.iter().enumerate() {
            let points = self.ask(ask, self.reply.values[at].as_ref());
            let most = 100.0 * ask.weight / weights.max(f64::MIN_POSITIVE);
            self.earned.push(Earned::new(ask.name.clone(), points * most / 100.0, most));
        }
    }

    fn assumptions(&mut self) {
        for assumption in &self.facts.assumptions {
            let mine = self.reply.assumed.iter().find(|(name, _)| *name == assumption.name);
            let (Some((_, mine)), Some((low, high))) = (mine, assumption.range) else { continue };
            let value = assumption.unit.count(*mine);
            if (low..=high).contains(&value) {
                continue;
            }
            let unit = &assumption.unit.text;
            let message = "an assumption outside its range is a wish: argue inside the range, or the \
                           result says nothing";
            let finding = Finding::new("ES-08", Severity::Major, [&assumption.name], message).row(
                assumption.text.clone(),
                format!("{} {unit}", figure(value)),
                format!("{low} to {high} {unit}"),
            );
            self.findings.push(finding);
        }
    }

    fn ask(&mut self, ask: &Ask, given: Option<&Given>) -> f64 {
        let place = given.map(|given| self.answer.span(TOML, given.span.clone()));
        match &ask.kind {
            AskKind::Number(number) => self.number(ask, number, given),
            AskKind::Choice { options, formula } => {
                let right = formula.number(&self.facts.meaning(&self.right)).ok();
                // A number of an option: not negative, and cut off on purpose.
                let right = right.and_then(|at| options.get(at.value.max(0.0).round() as usize));
                let given = given.map(|given| &given.is);
                let hit =
                    matches!((given, right), (Some(Is::Word(word)), Some(right)) if word == right);
                let yours = match given {
                    Some(Is::Word(word)) => word.clone(),
                    _ => String::new(),
                };
                let known = options.contains(&yours);
                let near = crate::text::nearest(&yours, options.iter().map(String::as_str));
                let message = match (yours.as_str(), near) {
                    ("", _) => "this is not answered".to_owned(),
                    (_, Some(near)) if !known => {
                        format!("no choice is called so: did you mean `{near}`?")
                    }
                    (_, None) if !known => "no choice is called so".to_owned(),
                    _ => "the numbers lead to another choice".to_owned(),
                };
                self.whole(ask, hit, yours, &message, place)
            }
            AskKind::Path => {
                let hit = matches!(given.map(|given| &given.is), Some(Is::Words(words)) if self.is_path(words));
                let yours = match given.map(|given| &given.is) {
                    Some(Is::Words(words)) => words.join(", "),
                    _ => String::new(),
                };
                self.whole(
                    ask,
                    hit,
                    yours,
                    "this is not the path that the end waited for: go back \
                            from the root's end by the child that ended last before",
                    place,
                )
            }
        }
    }

    /// All or nothing.
    fn whole(
        &mut self,
        ask: &Ask,
        hit: bool,
        yours: String,
        message: &str,
        place: Option<crate::verdict::Span>,
    ) -> f64 {
        if hit {
            return 100.0;
        }
        let finding = Finding::new("ES-02", severe(ask), [&ask.name], message);
        let mut finding = finding.row(ask.text.clone(), yours, String::new());
        finding.evidence.extend(place.map(Evidence::Span));
        self.findings.push(finding);
        0.0
    }

    fn is_path(&self, words: &[String]) -> bool {
        let number = |word: &String| self.facts.spans.iter().position(|span| span.name == *word);
        let Some(mut mine) = words.iter().map(number).collect::<Option<Vec<usize>>>() else {
            return false;
        };
        mine.sort_unstable();
        mine.dedup();
        critical_paths(&self.facts.spans).contains(&mine)
    }

    fn number(&mut self, ask: &Ask, number: &NumberAsk, given: Option<&Given>) -> f64 {
        let facts = self.facts;
        let right = number.formula.number(&facts.meaning(&self.right)).ok();
        let carried = number.formula.number(&facts.meaning(&self.mine)).ok();
        let points = match (right, carried, given) {
            (Some(right), Some(carried), Some(given)) => {
                self.given(ask, number, (right, carried), given)
            }
            _ => {
                let finding =
                    Finding::new("ES-02", severe(ask), [&ask.name], "this is not answered");
                self.findings.push(finding.row(ask.text.clone(), "", ""));
                0.0
            }
        };
        if let Some(right) = right {
            let rounded = number.rounded(right);
            self.right.push((ask.name.clone(), rounded));
            let mine = given.and_then(Given::quantity).and_then(Result::ok);
            let fits = mine.filter(|mine| mine.dimension == number.unit.one.dimension);
            self.mine.push((ask.name.clone(), fits.unwrap_or(rounded)));
        }
        points
    }

    fn given(
        &mut self,
        ask: &Ask,
        number: &NumberAsk,
        (right, carried): (Quantity, Quantity),
        given: &Given,
    ) -> f64 {
        let judged = self.judge(ask, number, (right, carried), given);
        let span = self.answer.span(TOML, given.span.clone());
        if let Some(rule) = judged.rule {
            let severity = match rule {
                "ES-02" | "ES-03" => severe(ask),
                "ES-09" => Severity::Info,
                _ => Severity::Minor,
            };
            let yours = given.unit.as_ref().map_or("", |unit| unit.value.as_str());
            let finding = Finding::new(rule, severity, [&ask.name], judged.message)
                .row(ask.text.clone(), format!("{} {yours}", shown(&given.is)), String::new())
                .evidence(Evidence::Span(span));
            self.findings.push(finding);
        }
        let target = match judged.rule {
            Some("ES-04") => number.rounded(right),
            _ => given.quantity().and_then(Result::ok).unwrap_or(right),
        };
        judged.value + judged.unit + self.working(ask, number, target, given)
    }

    /// The value and the unit: the first explanation that fits.
    fn judge(
        &self,
        ask: &Ask,
        number: &NumberAsk,
        (right, carried): (Quantity, Quantity),
        given: &Given,
    ) -> Judged {
        let Is::Number(count) = given.is else {
            return Judged::wrong("ES-02", "a number is asked for", 0.0);
        };
        let asked = number.unit.times(count);
        let stated = given.quantity().and_then(Result::ok);
        let fits = stated.filter(|stated| stated.dimension == number.unit.one.dimension);
        let unit = if fits.is_some() { UNIT } else { 0.0 };
        let hits = |found: f64, of: Quantity| number.is_near(found, number.rounded(of).value);
        if let Some(stated) = fits {
            if hits(stated.value, right) {
                return Judged { rule: None, value: VALUE, unit, message: String::new() };
            }
            if hits(stated.value, carried) {
                let message = "right for your earlier value: the slip there costs once";
                return Judged { rule: Some("ES-09"), value: VALUE, unit, message: message.into() };
            }
        }
        let of = if number.unit.text.is_empty() { "a plain number" } else { &number.unit.text };
        if hits(asked.value, right) || hits(asked.value, carried) {
            let message =
                format!("the number is right in another unit than stands beside it: {of}");
            return Judged::slip("ES-04", message, 0.0);
        }
        let found = fits.unwrap_or(asked);
        if let Some(wrong) = self.known_wrong(ask, number, found) {
            return Judged::wrong("ES-03", wrong, unit);
        }
        if number.round.is_some() && self.is_unrounded(number, found, [right, carried]) {
            let message = "what is counted in whole ones is rounded to the safe side: needs up, \
                           budgets down";
            return Judged::slip("ES-07", message.to_owned(), unit);
        }
        if let Some(factor) = factor(number, found, [right, carried]) {
            let message =
                format!("off by a factor of {factor}: look at the units on the way to {of}");
            return Judged::slip("ES-04", message, 0.0);
        }
        if given.quantity().is_some_and(|read| read.is_err()) {
            return Judged::wrong("ES-04", "this is no unit that is known here", 0.0);
        }
        Judged::wrong("ES-02", "another number comes out; check each step of the working", unit)
    }

    fn known_wrong(&self, ask: &Ask, number: &NumberAsk, found: Quantity) -> Option<&'a str> {
        let at = self.facts.ask(&ask.name)?;
        let wrongs = self.facts.wrongs.iter().filter(|wrong| wrong.ask == at);
        let hits = |formula: &Expression, values: &Numbers| {
            let wrong = formula.number(&self.facts.meaning(values));
            wrong.is_ok_and(|wrong| {
                number.is_near(found.value, wrong.value)
                    || number.is_near(found.value, number.rounded(wrong).value)
            })
        };
        wrongs
            .into_iter()
            .find(|wrong| hits(&wrong.formula, &self.right) || hits(&wrong.formula, &self.mine))
            .map(|wrong| wrong.says.as_str())
    }

    fn is_unrounded(&self, number: &NumberAsk, found: Quantity, of: [Quantity; 2]) -> bool {
        of.into_iter().any(|of| {
            let count = number.unit.count(of);
            let found = number.unit.count(found);
            let near = (found - count).abs() <= number.tolerance * count.abs();
            near || nearly_equal(found, count.floor()) || nearly_equal(found, count.ceil())
        })
    }
}

impl Judged {
    fn wrong(rule: &'static str, message: impl Into<String>, unit: f64) -> Self {
        Self { rule: Some(rule), value: 0.0, unit, message: message.into() }
    }

    fn slip(rule: &'static str, message: String, unit: f64) -> Self {
        Self { rule: Some(rule), value: SLIP, unit, message }
    }
}

fn severe(ask: &Ask) -> Severity {
    if ask.key { Severity::Major } else { Severity::Minor }
}

fn shown(is: &Is) -> String {
    match is {
        Is::Number(number) => figure(*number),
        Is::Word(word) => word.clone(),
        Is::Words(words) => words.join(", "),
    }
}

/// By which of the usual factors a number is off.
fn factor(number: &NumberAsk, found: Quantity, of: [Quantity; 2]) -> Option<f64> {
    let off = |factor: f64| {
        of.iter().map(|of| number.rounded(*of).value).any(|right| {
            number.is_near(found.value, right * factor)
                || number.is_near(found.value, right / factor)
        })
    };
    FACTORS.into_iter().find(|factor| off(*factor))
}
