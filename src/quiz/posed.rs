//! A question as one learner sees it once: options shuffled, parameters drawn, texts filled in. The
//! same question and seed give the same again, so that an answer can be marked later.

use std::sync::Arc;

use super::{
    answer::{Answer, Marked, Unready, Verdict},
    chance::Chance,
    form::Form,
    parameters::Drawn,
    question::{Kind, Question},
};

/// A question that was posed.
#[derive(Clone, Debug, PartialEq)]
pub struct Posed {
    pub question: Arc<Question>,
    pub seed: u64,
    /// The question in Markdown with its parameters put in; empty where the program speaks for itself.
    pub prompt: String,
    pub form: Form,
    drawn: Drawn,
}

impl Question {
    /// Poses the question; the seed decides the order of options and the drawn parameters.
    pub fn pose(self: &Arc<Self>, seed: u64) -> Posed {
        let mut chance = Chance::new(seed);
        let mut drawn = Drawn::new();
        let mut prompt = self.prompt.value.clone();
        let form = match &self.kind {
            Kind::MultipleChoice(kind) => kind.pose(&mut chance),
            Kind::ShortAnswer(kind) => kind.pose(),
            Kind::Tracing(kind) => kind.pose(),
            Kind::Ordering(kind) => kind.pose(&mut chance),
            Kind::Matching(kind) => kind.pose(&mut chance),
            Kind::Classify(kind) => kind.pose(&mut chance),
            Kind::FaultLine(kind) => kind.pose(),
            Kind::Numeric(kind) => {
                drawn = kind.draw(&mut chance);
                prompt = super::parameters::fill(&prompt, &drawn);
                kind.pose()
            }
        };
        Posed { question: Arc::clone(self), seed, prompt, form, drawn }
    }
}

impl Posed {
    /// Says why an answer cannot be marked yet, so that a slip of the fingers costs nothing.
    ///
    /// # Errors
    /// It is empty, incomplete, no number, has another unit or is for another kind of question.
    pub fn ready(&self, answer: &Answer) -> Result<(), Unready> {
        if *answer == Answer::DontKnow {
            return Ok(());
        }
        match &self.question.kind {
            Kind::MultipleChoice(kind) => kind.ready(answer),
            Kind::ShortAnswer(kind) => kind.ready(answer),
            Kind::Tracing(kind) => kind.ready(answer),
            Kind::Ordering(kind) => kind.ready(answer),
            Kind::Matching(kind) => kind.ready(answer),
            Kind::Classify(kind) => kind.ready(answer),
            Kind::Numeric(kind) => kind.ready(answer),
            Kind::FaultLine(kind) => kind.ready(answer),
        }
    }

    /// Marks an answer, one of now or one from the log.
    pub fn mark(&self, answer: &Answer) -> Verdict {
        let mut marked = self.marked(answer);
        if *answer == Answer::DontKnow {
            // Nothing was given, so nothing of it is right and there is nothing to say about it.
            marked.share = 0.0;
            marked.feedback.clear();
        }
        let mut explanation =
            self.question.context.as_ref().map(|context| context.value.trim().to_owned());
        if let Kind::Numeric(kind) = &self.question.kind {
            explanation = explanation.map(|text| kind.filled(&text, &self.drawn));
        }
        Verdict {
            right: marked.share >= 1.0,
            share: marked.share,
            feedback: marked.feedback,
            explanation,
            solution: marked.solution.trim_end().to_owned(),
            fix: marked.fix,
        }
    }

    fn marked(&self, answer: &Answer) -> Marked {
        match &self.question.kind {
            Kind::MultipleChoice(kind) => kind.mark(answer),
            Kind::ShortAnswer(kind) => kind.mark(answer),
            Kind::Tracing(kind) => kind.mark(answer),
            Kind::Ordering(kind) => kind.mark(answer),
            Kind::Matching(kind) => kind.mark(answer),
            Kind::Classify(kind) => kind.mark(answer),
            Kind::Numeric(kind) => kind.mark(answer, &self.drawn),
            Kind::FaultLine(kind) => kind.mark(answer),
        }
    }

    /// The drawn parameters and their values.
    pub fn drawn(&self) -> &[(String, f64)] {
        &self.drawn
    }
}
