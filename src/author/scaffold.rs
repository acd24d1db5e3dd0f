//! What `archtutor new` makes: the smallest good example of each thing, with comments that say what a key
//! is for. Knows templates and what a course has already, not where the files are written.

mod edit;
mod from;
mod shelf;

use std::{collections::BTreeMap, path::PathBuf};

use crate::{
    exercise::Kinds,
    id,
    problem::Problem,
    quiz::TYPES,
    source::{COURSE_FILE, Source, walk},
    table::did_you_mean,
};

pub use from::from;
use shelf::Shelf;

/// Weeks that a course begins with at most.
pub const MOST_WEEKS: u8 = 52;
/// Where a course keeps the schemas of its files, for editors.
pub const SCHEMAS: &str = ".schemas";
/// What is to be written: paths in the course, and texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Additions {
    /// Files that must not be there yet.
    pub files: Vec<(String, String)>,
    /// Files that are there, as they are afterwards.
    pub edits: Vec<(String, String)>,
    /// Pictures that are copied: paths in the course, and the files.
    pub copies: BTreeMap<String, PathBuf>,
}

/// What something new is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub id: String,
    pub title: String,
}

impl Named {
    /// A name is an id, or a title that an id is made from.
    pub fn new(name: &str, title: Option<&str>) -> Self {
        Self::of("course", name, title)
    }

    /// The same of another thing; `what` begins the id where the name has no letter that an id may have.
    pub fn of(what: &str, name: &str, title: Option<&str>) -> Self {
        let is_id = id::fault(name).is_none();
        let id = if is_id { name.to_owned() } else { id::slug(name, what) };
        let title = title.map(str::to_owned).unwrap_or_else(|| match is_id {
            true => in_words(name),
            false => name.trim().to_owned(),
        });
        Self { id, title }
    }

    fn with_ending(&self, ending: &str, words: &str) -> Self {
        let most = 80_usize.saturating_sub(ending.len());
        Self {
            id: format!("{}{ending}", id::cut(&self.id, most)),
            title: format!("{}{words}", self.title),
        }
    }
}

/// An id as the words of a title.
fn in_words(id: &str) -> String {
    let mut words = id.replace('-', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

/// A course of some weeks; it has the patterns that ship with the program if `catalog` says so.
pub fn course(named: &Named, language: &str, weeks: u8, catalog: bool) -> Additions {
    let mut files = vec![(
        COURSE_FILE.to_owned(),
        fill(
            "course.toml",
            &[
                ("id", &named.id),
                ("title", &named.title),
                ("lang", language),
                ("catalog", if catalog { "" } else { "# " }),
            ],
        ),
    )];
    files.extend(schemas());
    for number in 1..=weeks.clamp(1, MOST_WEEKS) {
        let week = Named::new(&format!("week-{number}"), None);
        files.extend(a_week(&week, usize::from(number)));
    }
    Additions { files, ..Additions::default() }
}

/// The schemas of the files of a course, as they stand beside it.
fn schemas() -> Vec<(String, String)> {
    let names = Source::Embedded.list("assets/schemas").into_iter();
    let read = |name: String| {
        let text = Source::Embedded.load(&format!("assets/schemas/{name}")).ok()?;
        Some((format!("{SCHEMAS}/{name}"), text.into_owned()))
    };
    names.filter_map(read).collect()
}

/// What stands in a course already, and what is added to it.
pub struct Scaffold<'a> {
    shelf: Shelf<'a>,
    kinds: Kinds,
}

impl<'a> Scaffold<'a> {
    /// Looks at a course that is there.
    ///
    /// # Errors
    /// Where it is none of ours, or its files cannot be read.
    pub fn new(source: &'a Source, kinds: Kinds) -> Result<Self, Problem> {
        Ok(Self { shelf: Shelf::read(source)?, kinds })
    }

    /// A week with its first lesson and a quiz.
    ///
    /// # Errors
    /// Where the course has one of that id.
    pub fn week(&self, named: &Named) -> Result<Additions, Problem> {
        self.shelf.free("week", &named.id)?;
        let number = self.shelf.next_week();
        Ok(Additions { files: a_week(named, number), ..Additions::default() })
    }

    /// A lesson at the end of a week.
    ///
    /// # Errors
    /// Where the course has one of that id, or no such week.
    pub fn lesson(&self, named: &Named, week: Option<&str>) -> Result<Additions, Problem> {
        self.shelf.free("lesson", &named.id)?;
        let week = self.shelf.week(week)?;
        let path = format!("{}/{:02}-{}.md", week.folder, week.next_lesson(), named.id);
        Ok(Additions { files: vec![(path, titled("lesson.md", named))], ..Additions::default() })
    }

    /// A quiz of a week that has none.
    ///
    /// # Errors
    /// Where the course has one of that id, or the week has a quiz or no lesson.
    pub fn quiz(&self, named: &Named, week: Option<&str>) -> Result<Additions, Problem> {
        self.shelf.free("quiz", &named.id)?;
        let week = self.shelf.week(week)?;
        if let Some(quiz) = &week.quiz {
            return Err(Problem::usage(format!("The week `{}` has the quiz `{quiz}`", week.id))
                .hint(format!("archtutor new question ID --in {quiz} adds to it")));
        }
        let question = named.with_ending("-first", "");
        self.shelf.free("question", &question.id)?;
        let text = a_quiz(named, &[a_question(&question, TYPES[0], week.first_lesson()?)]);
        Ok(Additions {
            files: vec![(format!("quizzes/{}.toml", named.id), text)],
            edits: vec![week.with("quiz", &named.id)],
            ..Additions::default()
        })
    }

    /// A question at the end of a quiz; `place` is a quiz or a week.
    ///
    /// # Errors
    /// Where the course has one of that id, or there is no such quiz or type.
    pub fn question(
        &self,
        named: &Named,
        kind: &str,
        place: Option<&str>,
    ) -> Result<Additions, Problem> {
        self.shelf.free("question", &named.id)?;
        let kind = TYPES.iter().find(|known| **known == kind).ok_or_else(|| {
            Problem::usage(format!("There is no type `{kind}`")).hint(did_you_mean(kind, &TYPES))
        })?;
        let (week, file, quiz) = self.shelf.quiz(place)?;
        let lesson = week.first_lesson()?;
        let apart = if quiz.ends_with("\n\n") { "" } else { "\n" };
        let text = format!("{quiz}{apart}{}", a_question(named, kind, lesson));
        let mut edits = vec![(file, text)];
        if *kind == "Written" {
            // It is asked nowhere but where its lesson says so.
            edits.push(week.asking(lesson, &fill("ask.md", &[("question", &named.id)])));
        }
        Ok(Additions { edits, ..Additions::default() })
    }

    /// An exercise of a kind in a week.
    ///
    /// # Errors
    /// Where the course has one of that id, or there is no such kind.
    pub fn exercise(
        &self,
        named: &Named,
        task: &str,
        week: Option<&str>,
    ) -> Result<Additions, Problem> {
        self.shelf.free("exercise", &named.id)?;
        let week = self.shelf.week(week)?;
        if self.kinds.get(task).is_none() {
            let known: Vec<&str> = self.kinds.iter().map(|kind| kind.id()).collect();
            return Err(Problem::usage(format!("There is no kind of exercise `{task}`"))
                .hint(did_you_mean(task, &known)));
        }
        let number = week.number.to_string();
        let (template, own) = match task {
            "decomposition" => (String::from(EXERCISE), true),
            task => (shelf::smallest(task).ok_or_else(|| no_example(task))?, false),
        };
        let mut files = Vec::new();
        for path in Source::Embedded.below(&template) {
            let text = Source::Embedded.load(&path)?;
            let name = path.strip_prefix(&format!("{template}/")).unwrap_or(&path);
            let text = match own {
                true => {
                    filled(&text, &[("id", &named.id), ("title", &named.title), ("week", &number)])
                }
                false => edit::renamed(&text, name, &template, named, &number, task),
            };
            files.push((format!("{}/{name}", walk::exercise_folder(&named.id)), text));
        }
        let edits = vec![week.with_one_more("exercises", &named.id)];
        Ok(Additions { files, edits, ..Additions::default() })
    }

    /// A lab of its own with its page.
    ///
    /// # Errors
    /// Where the course has one of that id.
    pub fn lab(&self, named: &Named, week: Option<&str>) -> Result<Additions, Problem> {
        self.shelf.free("lab", &named.id)?;
        let week = self.shelf.week(week)?;
        let values =
            [("id", named.id.as_str()), ("title", &named.title), ("lesson", week.first_lesson()?)];
        let files = vec![
            (walk::lab_file(&named.id), fill("lab.toml", &values)),
            (walk::lab_page(&named.id), fill("lab.md", &values)),
        ];
        let edits = vec![week.with_one_more("labs", &named.id)];
        Ok(Additions { files, edits, ..Additions::default() })
    }

    /// A pattern at the end of the course's own.
    ///
    /// # Errors
    /// Where there is one of that id, or the course has no catalog.
    pub fn pattern(&self, named: &Named) -> Result<Additions, Problem> {
        const OWN: &str = "assets/catalog/own.toml";
        self.shelf.free("pattern", &named.id)?;
        if !self.shelf.has_catalog() {
            return Err(Problem::usage("The course has no catalog of patterns")
                .why("a pattern is placed among others")
                .hint("Write catalog = \"archtutor\" into course.toml"));
        }
        let language = |language: &&str| {
            filled(
                "{{language}} = \"{{title}}\"",
                &[("language", language), ("title", &named.title)],
            )
        };
        let names: Vec<String> = self.shelf.name_languages().iter().map(language).collect();
        let text = titled("pattern.toml", named).replace("{{names}}", &names.join(", "));
        Ok(match self.shelf.source.read(OWN) {
            Ok(before) => Additions {
                edits: vec![(OWN.to_owned(), format!("{}\n\n{text}", before.trim_end()))],
                ..Additions::default()
            },
            Err(_) => Additions { files: vec![(OWN.to_owned(), text)], ..Additions::default() },
        })
    }
}

/// The folder of the exercise that is told key by key.
const EXERCISE: &str = "assets/scaffold/exercise";

fn no_example(task: &str) -> Problem {
    Problem::usage(format!("There is no example of `{task}` that stands for itself"))
        .hint("docs/capstone.md says how milestones are written")
}

fn a_week(named: &Named, number: usize) -> Vec<(String, String)> {
    let folder = walk::week_folder(&format!("{number:02}-{}", named.id));
    let (lesson, quiz) =
        (named.with_ending("-first", ", first lesson"), named.with_ending("-quiz", ""));
    let question = named.with_ending("-first-question", "");
    let ask = fill("ask.md", &[("question", &question.id)]);
    vec![
        (walk::week_file(&folder), titled("week.toml", named)),
        (format!("{folder}/01-{}.md", lesson.id), titled("lesson.md", &lesson) + &ask),
        (
            format!("quizzes/{number:02}-{}.toml", named.id),
            a_quiz(&quiz, &[a_question(&question, TYPES[0], &lesson.id)]),
        ),
    ]
}

fn a_quiz(named: &Named, questions: &[String]) -> String {
    titled("quiz.toml", named) + &questions.join("\n")
}

fn a_question(named: &Named, kind: &str, lesson: &str) -> String {
    fill(&format!("question/{kind}.toml"), &[("id", &named.id), ("lesson", lesson)])
}

fn titled(template: &str, named: &Named) -> String {
    fill(template, &[("id", &named.id), ("title", &named.title)])
}

/// A template with its gaps filled in.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let text = Source::Embedded.load(&format!("assets/scaffold/{template}"));
    filled(&text.unwrap_or_default(), values)
}

/// Values may stand in quotes: what would end them is escaped.
fn filled(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| {
        let value = value.replace('\\', "\\\\").replace('"', "\\\"");
        text.replace(&format!("{{{{{name}}}}}"), &value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_an_id_or_a_title_that_one_is_made_from() {
        let named = |name, title| {
            let named = Named::new(name, title);
            (named.id, named.title)
        };
        assert_eq!(named("error-budgets", None), ("error-budgets".into(), "Error budgets".into()));
        assert_eq!(named("Error budgets", None), ("error-budgets".into(), "Error budgets".into()));
        assert_eq!(named("slo", Some("SLOs")), ("slo".into(), "SLOs".into()));
    }

    #[test]
    fn a_title_cannot_end_the_quotes_that_it_stands_in() {
        let week = titled("week.toml", &Named::new("w", Some("\"]\nid = \"x")));
        assert!(!week.contains("\nid = \"x\""), "{week}");
    }
}
