//! What the keys of the files of a course are for, as their schemas say it to editors.

mod catalog;
mod kinds;

use catalog::{DECISION_TREE, DIMENSIONS, OBLIGATIONS, PATTERNS};

/// What a key of a schema is for; `exercise` stands for every kind of exercise, and a path goes through tables
/// and lists alike.
pub(super) fn of(schema: &str, path: &str) -> Option<&'static str> {
    let name = if schema.starts_with("exercise-") { "exercise" } else { schema };
    let keys = ABOUT.iter().find(|(known, _)| *known == name).map_or(&[] as Keys, |(_, keys)| keys);
    let own = keys.iter().find(|(known, _)| *known == path).map(|(_, about)| *about);
    let of_kind = schema.starts_with("exercise-") || schema.starts_with("answer-");
    own.or_else(|| kinds::of(schema, path).filter(|_| of_kind))
}

/// A path in a schema, and what stands there.
type Keys = &'static [(&'static str, &'static str)];

const FORMERLY: &str =
    "Ids that it had before: what learners did under them goes on under this one.";

/// Every schema whose keys are told.
pub(super) const ABOUT: [(&str, Keys); 16] = [
    ("course", COURSE),
    ("week", WEEK),
    ("lesson", LESSON),
    ("quiz", QUIZ),
    ("lab", LAB),
    ("glossary", GLOSSARY),
    ("misconceptions", MISCONCEPTIONS),
    ("coverage", COVERAGE),
    ("errata", ERRATA),
    ("patterns", PATTERNS),
    ("dimensions", DIMENSIONS),
    ("decision-tree", DECISION_TREE),
    ("obligations", OBLIGATIONS),
    ("cards", CARDS),
    ("expect", EXPECT),
    ("exercise", EXERCISE),
];

const COURSE: Keys = &[
    ("id", "Learners' progress knows the course by it; it never changes."),
    ("title", "What learners read at the top of the map."),
    ("version", "Said by `course list`; any text."),
    (
        "languages",
        "Codes of its languages, the one it is written in first; patterns and terms have a name in each of `en`, `ru` and `vi` that is among them.",
    ),
    ("authors", "Names of people."),
    ("licence", "An SPDX identifier, such as `CC-BY-4.0`."),
    ("weeks", "The order of the weeks."),
    (
        "weeks/order",
        "Folders of weeks in the order of study; those that are not named follow by name.",
    ),
    ("exam", "The id of a quiz after the last week."),
    ("catalog", "`archtutor`: the patterns that ship with the program belong to the course, too."),
    ("check", "How strict `archtutor check` is."),
    ("check/allow", "Codes of warnings that are left out."),
    ("check/deny", "Codes of warnings that are errors; `warnings` for all."),
    ("track", "A way through a part of the course."),
    ("track/id", "Names the track in links."),
    ("track/title", "What learners read."),
    ("track/about", "For whom it is and what it leaves out."),
    ("track/weeks", "Ids of its weeks, in order."),
];

const WEEK: Keys = &[
    ("id", "Progress and links know the week by it."),
    ("formerly", FORMERLY),
    ("title", "What learners read on the map."),
    ("outcomes", "What a learner can do afterwards."),
    ("quiz", "The id of the quiz at its end."),
    ("exercises", "Ids of exercises, in order."),
    ("labs", "Ids of labs, in order."),
    ("theory_hours", "Hours of reading, 0 to 200, where the minutes of the lessons do not say it."),
    (
        "practice_hours",
        "Hours of practice, 0 to 200, where the minutes of the exercises do not say it.",
    ),
    ("milestone", "What is reached at its end, in words."),
    ("next", "What comes after this week, in words."),
];

const LESSON: Keys = &[
    ("id", "Progress and links know the lesson by it, wherever its file is."),
    ("formerly", FORMERLY),
    ("title", "What learners read on the map; the text begins with sections, `##`."),
    ("minutes", "Reading time."),
    ("needs", "Ids of lessons that should be read before."),
    ("patterns", "Ids of the patterns that it teaches."),
];

const QUIZ: Keys = &[
    ("id", "Progress and links know the quiz by it; without it, the file's name."),
    ("formerly", FORMERLY),
    ("title", "What learners read."),
    ("draw", "How many questions a sitting asks; without it, all."),
    ("pass", "Points of a hundred that pass, 1 to 100; 70 without it."),
    ("multipart", "Texts that several questions share, in Markdown, by name."),
    ("pool", "A quiz that questions are drawn from; a quiz has pools or questions."),
    ("pool/quiz", "Its id."),
    ("pool/draw", "How many of its questions a sitting asks, 1 to 100."),
    ("questions", "A question, or a task in one's own words."),
    ("questions/id", "Memory knows the question by it; without it, its content."),
    ("questions/formerly", FORMERLY),
    ("questions/type", "How it is answered."),
    ("questions/lesson", "The id of the lesson that teaches it."),
    ("questions/level", "What it asks of the learner."),
    ("questions/patterns", "Ids of the patterns that it is about."),
    ("questions/family", "Questions of one family are never drawn together."),
    (
        "questions/meaning",
        "Another word here begins the question's memory anew; without it, another right answer does.",
    ),
    ("questions/multipart", "The name of the text that it shares."),
    ("questions/context", "The explanation, in Markdown."),
    ("questions/feedback", "Why not, for each wrong option, line or pair, in their order."),
    (
        "questions/tags",
        "The misconception that each wrong option shows, in their order; an empty text for none.",
    ),
    ("questions/mistakes", "Wrong answers that one expects, each with what to say."),
    ("questions/mistakes/answer", "What is typed."),
    ("questions/mistakes/value", "The wrong number."),
    ("questions/mistakes/formula", "The wrong number, from the drawn values."),
    ("questions/mistakes/line", "The wrong line, from 1."),
    ("questions/mistakes/feedback", "What is said to it, in Markdown."),
    ("questions/mistakes/tag", "The misconception that it shows."),
    ("questions/mixups", "Wrong pairs that one expects, each with what to say."),
    ("questions/mixups/item", "What is put in the wrong place."),
    ("questions/mixups/with", "Where it is put."),
    ("questions/mixups/feedback", "What is said to it, in Markdown."),
    ("questions/mixups/tag", "The misconception that it shows."),
    ("questions/promptExplanation", "A key of mdbook-quiz; it is not shown."),
    ("questions/prompt", "What is asked."),
    ("questions/prompt/prompt", "The question, in Markdown."),
    ("questions/prompt/distractors", "Wrong options, in Markdown."),
    (
        "questions/prompt/answerIndex",
        "The place of the right option, from 0, where the order stays.",
    ),
    ("questions/prompt/sortAnswers", "Whether options stand in the order of the alphabet."),
    ("questions/prompt/response", "How much is typed."),
    ("questions/prompt/program", "The program, in one text."),
    ("questions/prompt/language", "The language of the program or text, as after a fence."),
    ("questions/prompt/text", "The text with a line at fault."),
    (
        "questions/prompt/parameters",
        "Values that are drawn anew each time, by the names that the prompt has in braces.",
    ),
    ("questions/prompt/parameters/min", "The least value."),
    ("questions/prompt/parameters/max", "The greatest value."),
    ("questions/prompt/parameters/step", "The distance of values."),
    ("questions/prompt/classes", "The classes that items are sorted into."),
    ("questions/prompt/extra", "Right sides that belong to no left one."),
    ("questions/answer", "What is right."),
    (
        "questions/answer/answer",
        "The right option or text; a list where several options are right.",
    ),
    ("questions/answer/alternatives", "Other texts that are right."),
    ("questions/answer/doesCompile", "Whether the program runs."),
    ("questions/answer/stdout", "What it prints."),
    ("questions/answer/lineNumber", "The line, from 1, where it does not compile."),
    ("questions/answer/order", "The items in the right order."),
    ("questions/answer/pairs", "Lists of two: what stands left and what belongs to it."),
    ("questions/answer/items", "What is sorted."),
    ("questions/answer/items/item", "What learners read."),
    ("questions/answer/items/class", "The class it belongs to."),
    ("questions/answer/items/because", "Why."),
    ("questions/answer/value", "The right number."),
    ("questions/answer/formula", "The right number, from the drawn values."),
    ("questions/answer/unit", "What stands behind the number."),
    ("questions/answer/tolerance", "How far from it is right, too."),
    ("questions/answer/decimals", "Digits behind the point that are shown."),
    (
        "questions/answer/worked",
        "The calculation in words, with the names, and `answer`, in braces.",
    ),
    ("questions/answer/line", "The line at fault, from 1."),
    ("questions/answer/lines", "Lines at fault, where there are several."),
    ("questions/answer/fix", "How that line is right."),
    ("questions/answer/model", "A good text to compare with, in Markdown."),
    ("questions/answer/rubric", "Four to six lines that one can say yes or no to."),
];

const LAB: Keys = &[
    ("id", "Progress and links know the lab by it; the page beside the file has its name."),
    ("formerly", FORMERLY),
    ("engine", "Which of the simulations it runs; without it, the one of its id."),
    ("title", "What learners read."),
    ("prompt", "What is there to see, in a sentence."),
    ("teaches", "What one has learned afterwards, in a sentence."),
    ("difficulty", "From 1, easy."),
    ("minutes", "How long it takes."),
    ("lessons", "Ids of the lessons that it belongs to."),
    ("dispels", "Ids of the misconceptions that it shows to be wrong."),
    ("preset", "Parameters that are set together."),
    ("preset/name", "What it is called after `--preset`."),
    ("preset/set", "`NAME=VALUE`, as after `--set`."),
    ("predict", "What learners guess before they run it."),
    ("predict/question", "What is asked."),
    ("predict/set", "`NAME=VALUE`: the run that decides."),
    ("until", "How long the free lab runs, such as `3s`; its usual time if that is missing."),
    (
        "preset/until",
        "How long it runs on the screen, where the usual time is too long to see anything.",
    ),
    (
        "mission/until",
        "How long it runs on the screen, where all is over early; it is judged at the usual time.",
    ),
    ("predict/until", "The time at which it is looked at, such as `60s`."),
    ("predict/counter", "The counter that is guessed."),
    ("predict/scale", "What the counter is divided by."),
    ("predict/unit", "What stands behind the number."),
    (
        "predict/option",
        "An option, where a choice is guessed; the first whose goal holds is what happens.",
    ),
    ("predict/option/text", "What learners read."),
    ("predict/option/when", "The goal that makes it right."),
    ("mission", "Something to reach."),
    ("mission/title", "What learners read."),
    ("mission/text", "What is to be reached, in a sentence."),
    ("mission/hint", "Where to look."),
    ("mission/takeaway", "What one should keep of it."),
    ("mission/question", "What to think about afterwards."),
    ("mission/cost", "Counters that say what the solution costs."),
    ("mission/given", "`NAME=VALUE` that stay as they are."),
    ("mission/start", "`NAME=VALUE` to begin with."),
    ("mission/free", "Parameters that may be set."),
    ("mission/seeds", "Seeds that a solution must hold for."),
    ("mission/goal", "What must hold: comparisons of counters, joined by `and`."),
    ("mission/solution", "`NAME=VALUE` that reaches it, which `check` tries."),
    ("mission/wrong", "A setting that does not reach it, which `check` tries."),
    ("mission/wrong/set", "`NAME=VALUE`."),
    ("mission/wrong/because", "What is said to it."),
];

const GLOSSARY: Keys = &[
    ("term", "A key term."),
    ("term/names", "Its name in each language of the course."),
    ("term/names/en", "English."),
    ("term/names/ru", "Russian."),
    ("term/names/vi", "Vietnamese."),
    ("term/meaning", "What it means, in a sentence."),
    ("term/lesson", "The id of the lesson that explains it."),
];

const MISCONCEPTIONS: Keys = &[
    ("misconception", "Something that people get wrong."),
    ("misconception/id", "What `tag` and `dispels` name."),
    ("misconception/says", "What people believe, in a sentence."),
    ("misconception/truth", "How it is, in a sentence."),
    ("misconception/lesson", "The id of the lesson that sets it right."),
    ("misconception/patterns", "Ids of the two patterns that are taken for each other."),
    ("misconception/rules", "Rules of exercises whose findings show it."),
];

const COVERAGE: Keys = &[
    ("row", "An item of a source, and where it is taught."),
    ("row/source", "The number of the item."),
    ("row/lessons", "Ids of lessons."),
    ("row/questions", "Ids of questions."),
    ("row/patterns", "Ids of patterns."),
    ("row/exercises", "Ids of exercises."),
    ("row/labs", "Ids of labs."),
    ("row/waiting_for", "What is to be written before it is taught."),
];

const ERRATA: Keys = &[
    ("erratum", "A mistake of a source, with its correction."),
    ("erratum/id", "Its number."),
    ("erratum/source", "Where it stands."),
    ("erratum/kind", "What is wrong with it, in a word."),
    ("erratum/was", "What the source says."),
    ("erratum/now", "What is right."),
    ("erratum/why", "Why the first is wrong."),
    ("erratum/lesson", "The id of the lesson that has it right."),
    ("erratum/question", "The id of a question about it."),
    ("erratum/exercise", "The id of an exercise about it."),
    ("erratum/reference", "Who says so."),
];

const CARDS: Keys = &[
    ("never", "Options that stay out of a card, since they would be right as well."),
    ("never/card", "The id of the card."),
    ("never/option", "One pattern, or a list."),
    ("contrast", "Patterns that are worth telling apart; they are asked in turns."),
    ("contrast/patterns", "Their ids."),
];

const EXPECT: Keys = &[
    ("fires", "Rules that must find something."),
    ("may", "Rules that may find something, too."),
    ("at_most", "Points that the answer gets at most."),
    ("names", "Words that the messages must have."),
    ("of", "The reference that the answer is a change of."),
    ("without", "What of the reference is left out."),
];

const EXERCISE: Keys = &[
    ("id", "Progress and links know the exercise by it; its folder has the same name."),
    ("formerly", FORMERLY),
    ("title", "What learners read."),
    ("number", "Its number in the syllabus, such as `EX4.1`."),
    ("week", "The week that it belongs to, from 1."),
    ("minutes", "How long it takes."),
    ("task", "Its kind: what the other tables are, and how answers are marked."),
    ("brief", "What is to be done, in Markdown."),
    ("hints", "From where to look to almost the answer."),
    ("read", "Ids of lessons worth reading before."),
    ("par", "The best score that is known, in points; `par.toml` reaches it."),
    ("carries", "The exercise whose accepted answer one begins with."),
    ("shares", "A folder of files that several exercises have."),
    ("one_right", "Why there is only one right answer, where there is."),
    ("silent", "Rules that no faulty answer breaks, each with the reason."),
    ("survivors", "Changes of a right answer that cost no points, each with the reason."),
    ("licence", "Of what it was made from."),
    ("source", "What it was made from."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::{author::schema, exercise::kinds::KINDS};

    /// Every path of a schema, and those of them that are not told.
    fn walk(schema: &Value, path: &str, all: &mut BTreeSet<String>, bare: &mut BTreeSet<String>) {
        let below =
            |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}/{key}") };
        for (key, value) in schema["properties"].as_object().into_iter().flatten() {
            all.insert(below(key));
            if value["description"].is_null() {
                bare.insert(below(key));
            }
            walk(value, &below(key), all, bare);
        }
        for inner in [&schema["items"], &schema["additionalProperties"]] {
            if inner.is_object() {
                walk(inner, path, all, bare);
            }
        }
        for each in [&schema["anyOf"], &schema["oneOf"]] {
            each.as_array().into_iter().flatten().for_each(|one| walk(one, path, all, bare));
        }
    }

    /// The paths of the schemas that are wanted, and those of them that are not told.
    fn paths(
        schemas: &[(String, Value)],
        wanted: impl Fn(&str) -> bool,
    ) -> (BTreeSet<String>, BTreeSet<String>) {
        let (mut all, mut bare) = (BTreeSet::new(), BTreeSet::new());
        for (_, schema) in schemas.iter().filter(|(schema, _)| wanted(schema)) {
            walk(schema, "", &mut all, &mut bare);
        }
        (all, bare)
    }

    #[test]
    fn every_key_of_the_files_is_told_and_nothing_else() {
        let schemas = schema::all(KINDS);
        for (name, keys) in ABOUT {
            let (all, bare) =
                paths(&schemas, |schema| schema == name || schema.starts_with(&format!("{name}-")));
            let dead: Vec<_> = keys.iter().filter(|(path, _)| !all.contains(*path)).collect();
            assert!(dead.is_empty(), "{name}: {dead:?} are no keys");
            assert!(bare.is_empty(), "{name}: {bare:?} are not told");
        }
        let (_, bare) = paths(&schemas, |schema| schema.starts_with("answer-"));
        assert!(bare.is_empty(), "{bare:?} are not told");
        for (name, keys) in kinds::KINDS {
            let (all, _) = paths(&schemas, |schema| schema == name);
            let dead: Vec<_> = keys.iter().filter(|(path, _)| !all.contains(*path)).collect();
            assert!(dead.is_empty(), "{name}: {dead:?} are no keys");
        }
    }
}
