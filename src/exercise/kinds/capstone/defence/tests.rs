use super::*;
use crate::{chance::Chance, exercise::kind::Files, table::Document};

/// Ten questions; the first edit of each mends.
fn defence() -> Arc<dyn Facts> {
    let question = |at: usize| {
        let edits = (0..EDITS).map(|edit| {
            let but = if edit == 0 { "" } else { "but = 'it stays'\n" };
            format!("[[question.SG-{at}.edit]]\ntext = 'edit {edit}'\n{but}")
        });
        let edits: String = edits.collect();
        format!("[question.SG-{at}]\nfrom = 'M4'\nfound = 'it is lost'\n{edits}")
    };
    let text: Arc<str> = (10..20).map(question).collect::<String>().into();
    let (facts, wrong) = Document::new("x", Arc::clone(&text)).read(&text, |root| {
        let (files, knowledge) = (Files::new("", &[]), Knowledge::default());
        let input = Input { id: "x", root: &root, files: &files, knowledge: &knowledge };
        DefenceKind.read(&input)
    });
    assert_eq!(wrong, []);
    facts.unwrap()
}

fn answered(edit: impl Fn(usize) -> usize) -> String {
    let line = |at: usize| format!("SG-{at} = \"edit {}\"\n", edit(at));
    format!("[defence]\n{}", (10..20).map(line).collect::<String>())
}

fn marked(text: &str) -> Verdict {
    defence().mark(&Answer::toml(text).at(["defence"]), &Knowledge::default())
}

#[test]
fn a_defence_stands_where_seven_of_ten_edits_mend() {
    assert_eq!(marked(&answered(|_| 0)).tenths, score::FULL);
    assert!(!marked(&answered(|at| usize::from(at > 16))).has("CM-17", &["questions".into()]));
    assert!(marked(&answered(|at| usize::from(at > 15))).has("CM-17", &["questions".into()]));
}

/// What stands where an edit stood.
const ODD: [&str; 12] = [
    "\"\"",
    "1",
    "-1e308",
    "nan",
    "true",
    "[]",
    "{}",
    "[[1]]",
    "1979-05-27",
    "\"\u{202e}\"",
    "\"",
    "",
];

/// The text with one line or one sign damaged.
fn damaged(text: &str, chance: &mut Chance) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (line, odd) = (chance.below(lines.len()), ODD[chance.below(ODD.len())]);
    let old = lines.get(line).cloned().unwrap_or_default();
    let at = chance.below(old.len());
    let halves = old.split_at_checked(at).unwrap_or((&old, ""));
    let new = match chance.below(6) {
        0 => String::new(),
        1 => format!("{old}\n{old}"),
        2 => format!("{}= {odd}", old.split_once('=').map_or(&*old, |(key, _)| key)),
        3 => format!("{}{odd}{}", halves.0, halves.1),
        4 => halves.0.to_owned(),
        _ => old.replacen("edit", &["(", "x", "\u{fffd}"][chance.below(3)].repeat(3_000), 1),
    };
    if let Some(line) = lines.get_mut(line) {
        *line = new;
    }
    lines.join("\n")
}

#[test]
fn a_thousand_damaged_defences_are_marked_or_refused_in_clear_words() {
    let facts = defence();
    let mut chance = Chance::new(14);
    let (mut refused, mut open) = (0, 0);
    for _ in 0..1_000 {
        let mut text = answered(|at| at % EDITS);
        (0..=chance.below(3)).for_each(|_| text = damaged(&text, &mut chance));
        let answer = Answer::toml(&*text).at(["defence"]);
        let wrong = facts.diagnose(&answer);
        refused += usize::from(!wrong.is_empty());
        assert!(wrong.iter().all(|one| !one.message.is_empty() && one.span.is_some()), "{text}");
        let verdict = facts.mark(&answer, &Knowledge::default());
        assert!((0..=score::FULL).contains(&verdict.tenths), "{text}");
        // Of the edits that are wrong, or that nobody can read, something is said.
        assert!(verdict.findings.len() >= 7, "{text}");
        open += usize::from(verdict.findings.iter().any(|one| one.rule == "CM-15"));
        facts.editor(&answer);
    }
    assert!(refused > 200 && open > 500, "{refused} refused, {open} with open questions");
}
