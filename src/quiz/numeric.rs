//! Numeric: compute a number, within a tolerance, with or without its unit; the parameters may be drawn.

use std::{cell::RefCell, collections::HashSet, ops::Range};

use crate::{
    expression::Expression,
    table::{Fields, Placed},
};

use super::{
    answer::{Answer, Feedback, Mark, Marked, Unready},
    chance::{Chance, Fingerprint},
    form::Form,
    mistake::Mistake,
    number::{Typed, near, shown},
    parameters::{Drawn, Parameters, fill},
};

/// A question whose answer is a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Numeric {
    pub(super) parameters: Parameters,
    pub answer: Placed<Expression>,
    pub unit: Option<String>,
    /// In the unit of the answer; `None` asks for the exact number.
    pub tolerance: Option<f64>,
    /// Digits after the point in the solution; `None` shows as many as needed.
    pub decimals: Option<usize>,
    /// How the answer comes about, in Markdown, with `{answer}` and parameters to be put in.
    pub worked: Option<Placed<String>>,
    /// What common wrong paths give.
    pub mistakes: Vec<Mistake<Expression>>,
}

impl Numeric {
    pub(super) fn parse(
        fields: &Fields<'_, '_>,
        prompt: &Fields<'_, '_>,
        answer: &Fields<'_, '_>,
    ) -> Option<Self> {
        let parameters = prompt.table("parameters");
        let parameters = parameters.map(|fields| Parameters::parse(&fields)).unwrap_or_default();
        let (right, mistakes) = {
            let formulas = Formulas::new(prompt, &parameters);
            (formulas.read(answer), Mistake::read(fields, |entry| formulas.read(entry)))
        };
        let unit = answer.string("unit").map(|unit| unit.value).filter(|unit| !unit.is_empty());
        let worked = answer.string("worked");
        let tolerance = answer.number("tolerance");
        if let Some(wrong) = tolerance.as_ref().filter(|found| found.value < 0.0) {
            answer.report("out-of-range", wrong.span.clone(), "a tolerance is not negative");
        }
        let decimals = answer.integer("decimals");
        if let Some(wrong) = decimals.as_ref().filter(|found| !(0..=12).contains(&found.value)) {
            answer.report("out-of-range", wrong.span.clone(), "`decimals` is 0 to 12");
        }
        let decimals = decimals.map(|found| found.value.clamp(0, 12) as usize);
        let tolerance = tolerance.map(|found| found.value.max(0.0));
        Some(Self { parameters, answer: right?, unit, tolerance, decimals, worked, mistakes })
    }

    /// How far from the answer still counts.
    pub(super) fn allowance(&self) -> f64 {
        self.tolerance.unwrap_or(0.0)
    }

    /// Digits after the point that the solution shows.
    pub(super) fn digits(&self, value: f64) -> usize {
        self.decimals.unwrap_or_else(|| {
            let exact = |digits: &usize| {
                let rounded = shown(value, *digits).parse::<f64>().unwrap_or(value);
                near(rounded, value, self.allowance() / 2.0)
            };
            (0..=6).find(exact).unwrap_or(6)
        })
    }

    pub(super) fn draw(&self, chance: &mut Chance) -> Drawn {
        self.parameters.draw(chance)
    }

    pub(super) fn pose(&self) -> Form {
        Form::Number { unit: self.unit.clone() }
    }

    pub(super) fn ready(&self, answer: &Answer) -> Result<(), Unready> {
        match answer {
            Answer::Number(typed) => Typed::read(typed, self.unit.as_deref()).map(|_| ()),
            _ => Err(Unready::OtherKind),
        }
    }

    pub(super) fn mark(&self, answer: &Answer, drawn: &[(String, f64)]) -> Marked {
        let text = if let Answer::Number(typed) = answer { typed.as_str() } else { "" };
        let typed = Typed::read(text, self.unit.as_deref()).ok();
        let hits = |formula: &Expression| match (&typed, formula.with(drawn)) {
            (Some(typed), Ok(value)) => typed.is(value, self.allowance()),
            _ => false,
        };
        let right = hits(&self.answer.value);
        let feedback = if right {
            Feedback::new(Mark::Right, text, "")
        } else {
            let mistake = self.mistakes.iter().find(|mistake| hits(&mistake.given.value));
            let why = mistake.map_or("", |mistake| mistake.feedback.value.as_str());
            let tag = mistake.and_then(|mistake| mistake.tag.as_ref());
            Feedback::new(Mark::Wrong, text, self.filled(why, drawn)).tagged(tag)
        };
        Marked::whole(right, vec![feedback], self.solution(drawn))
    }

    /// The answer for these parameters as it is shown, with its unit.
    pub(super) fn shown_answer(&self, drawn: &[(String, f64)]) -> String {
        match self.answer.value.with(drawn) {
            Ok(value) => shown(value, self.digits(value)),
            // The checker refuses such a question; a learner never sees this in a proved course.
            Err(error) => format!("({error})"),
        }
    }

    /// A text with the parameters and the answer put in.
    pub fn filled(&self, text: &str, drawn: &[(String, f64)]) -> String {
        fill(text, drawn).replace("{answer}", &self.shown_answer(drawn))
    }

    fn solution(&self, drawn: &[(String, f64)]) -> String {
        let unit = self.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
        let answer = format!("{}{unit}", self.shown_answer(drawn));
        match &self.worked {
            Some(worked) => format!("{answer}\n\n{}", self.filled(&worked.value, drawn)),
            None => answer,
        }
    }

    pub(super) fn fingerprint(&self, hash: &mut Fingerprint) {
        let parameters: Vec<String> = self.parameters.texts().collect();
        hash.texts(parameters.iter().map(String::as_str));
        hash.text(self.answer.value.text());
        hash.text(self.unit.as_deref().unwrap_or(""));
        hash.text(&format!("{:?} {:?}", self.tolerance, self.decimals));
        hash.text(self.worked.as_ref().map_or("", |worked| worked.value.as_str()));
        Mistake::fingerprint(&self.mistakes, hash, |formula| formula.text().to_owned());
    }
}

/// The formulas of a question, which name its parameters.
struct Formulas<'p, 'd, 't> {
    known: Vec<&'p str>,
    /// Where the parameters stand.
    prompt: &'p Fields<'d, 't>,
    /// Names without values that were told: each is one mistake, wherever it stands.
    unknown: RefCell<HashSet<String>>,
}

impl<'p, 'd, 't> Formulas<'p, 'd, 't> {
    fn new(prompt: &'p Fields<'d, 't>, parameters: &'p Parameters) -> Self {
        Self { known: parameters.names().collect(), prompt, unknown: RefCell::default() }
    }

    /// Reads `formula = "…"` or `value = 1.5` and says which names in it have no value.
    fn read(&self, fields: &Fields<'_, '_>) -> Option<Placed<Expression>> {
        let text = fields.string("formula");
        let value = fields.number("value");
        let Some(text) = text else {
            if value.is_none() && !fields.tells("value") {
                fields.needs("missing-key", "formula", "`formula` or `value` is missing here");
            }
            return value.map(|value| value.map(Expression::constant));
        };
        let formula = Expression::parse(&text.value).inspect_err(|error| {
            fields.report("bad-formula", text.span.clone(), error.to_string());
        });
        let formula = formula.ok()?;
        let unknown = formula.names().into_iter().find(|name| !self.known.contains(name));
        if let Some(name) = unknown {
            self.report_unknown(fields, name, text.span);
            return None;
        }
        Some(Placed { value: formula, span: text.span })
    }

    fn report_unknown(&self, fields: &Fields<'_, '_>, name: &str, span: Range<usize>) {
        if self.prompt.tells("parameters") {
            // What is wrong with all of them is said at their key.
            self.prompt.lacks("parameters");
            return;
        }
        if !self.unknown.borrow_mut().insert(name.to_owned()) {
            return;
        }
        let help = match self.known.is_empty() {
            true => "give it values in `prompt.parameters`".to_owned(),
            false => crate::table::did_you_mean(name, &self.known),
        };
        fields.report_with_help("unknown-parameter", span, format!("`{name}` has no values"), help);
    }
}
