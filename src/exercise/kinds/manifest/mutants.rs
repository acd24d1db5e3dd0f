//! Ways to break deployment files: a slip of the hand each, in one line of one file.

use std::sync::Arc;

use crate::exercise::{answer::Answer, kind::Mutant};

/// What stands in a line, and what a slip makes of it.
struct Slip {
    operator: &'static str,
    /// What the line's own part begins with.
    begins: &'static str,
    turn: fn(&str) -> Option<String>,
}

const SLIPS: [Slip; 22] = [
    Slip { operator: "another label", begins: "app:", turn: renamed },
    Slip { operator: "another label", begins: "version:", turn: renamed },
    Slip { operator: "another port name", begins: "targetPort:", turn: other_port },
    Slip { operator: "another port", begins: "number:", turn: other_port },
    Slip { operator: "another subset", begins: "subset:", turn: renamed },
    Slip { operator: "another namespace", begins: "namespace:", turn: renamed },
    Slip { operator: "another principal", begins: "principals:", turn: other_principal },
    Slip { operator: "another host", begins: "host:", turn: renamed },
    Slip { operator: "another volume", begins: "claimName:", turn: renamed },
    Slip { operator: "another Service", begins: "serviceName:", turn: renamed },
    Slip { operator: "another account", begins: "serviceAccountName:", turn: renamed },
    Slip { operator: "a shorter start", begins: "failureThreshold:", turn: smaller },
    Slip { operator: "a shorter end", begins: "terminationGracePeriodSeconds:", turn: smaller },
    Slip { operator: "one pod", begins: "replicas:", turn: smaller },
    Slip { operator: "a budget of all", begins: "minAvailable:", turn: everything },
    Slip { operator: "a request above the limit", begins: "requests:", turn: above },
    Slip { operator: "no USER", begins: "USER ", turn: nothing },
    Slip { operator: "the shell's form", begins: "CMD [", turn: shell },
    Slip { operator: "without the lock file", begins: "RUN npm ci", turn: loose },
    Slip { operator: "a network of its own", begins: "network_mode:", turn: nothing },
    Slip { operator: "another parent", begins: "sectionName:", turn: renamed },
    Slip { operator: "tabs for spaces", begins: "spec:", turn: tabs },
];

/// Every slip at every line that it fits, and a file less. Fewer pods are a slip only where a workload
/// must survive something.
pub(super) fn of(answer: &Answer, survives: &dyn Fn(&str) -> bool) -> Vec<Mutant> {
    let mut found = Vec::new();
    for (file, text) in answer.texts() {
        for (number, line) in text.lines().enumerate() {
            for slip in &SLIPS {
                let spared = slip.operator == "one pod" && !survives(&owner(text, number));
                if let Some(new) = slipped(line, slip).filter(|_| !spared) {
                    let answer = answer.clone().with_text(file, changed(text, number, &new));
                    found.push(Mutant {
                        operator: slip.operator,
                        name: format!("{file}: {}", number + 1),
                        answer,
                    });
                }
            }
        }
        found.extend(blocks(answer, file, text));
        let less: Answer = answer
            .texts()
            .filter(|(name, _)| *name != file)
            .map(|(name, text)| (name, Arc::clone(text)))
            .collect();
        found.push(Mutant { operator: "a file less", name: file.to_owned(), answer: less });
    }
    found
}

/// What may be forgotten as a whole, by the key that it begins with.
const BLOCKS: [(&str, &str); 1] = [("no last words", "lifecycle:")];

/// Every block that may be forgotten, away.
fn blocks(answer: &Answer, file: &str, text: &str) -> Vec<Mutant> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let known = BLOCKS.iter().find(|(_, key)| line.trim_start().starts_with(key));
        let Some((operator, _)) = known else { continue };
        let inside = lines.iter().skip(number + 1);
        let inside = inside.take_while(|next| indent(next) > indent(line)).count();
        let rest = lines.iter().take(number).chain(lines.iter().skip(number + 1 + inside));
        let rest: String = rest.map(|line| format!("{line}\n")).collect();
        found.push(Mutant {
            operator,
            name: format!("{file}: {}", number + 1),
            answer: answer.clone().with_text(file, rest),
        });
    }
    found
}

/// The name of the object that a line belongs to.
fn owner(text: &str, number: usize) -> String {
    let lines: Vec<&str> = text.lines().take(number).collect();
    let begin = lines.iter().rposition(|line| line.starts_with("---")).map_or(0, |at| at + 1);
    let mut names = lines.iter().skip(begin).filter_map(|line| line.strip_prefix("  name: "));
    names.next_back().unwrap_or_default().to_owned()
}

fn slipped(line: &str, slip: &Slip) -> Option<String> {
    let own = line.trim_start().trim_start_matches("- ");
    let before = line.get(..line.len() - own.len())?;
    let rest = own.strip_prefix(slip.begins)?;
    let new = (slip.turn)(rest)?;
    match slip.operator {
        "no USER" | "a network of its own" => Some(String::new()),
        "tabs for spaces" => before.is_empty().then(|| format!("{}{new}", slip.begins)),
        "the shell's form" | "without the lock file" => Some(new),
        _ => Some(format!("{before}{}{new}", slip.begins)),
    }
}

fn changed(text: &str, number: usize, new: &str) -> String {
    let lines = text.lines().enumerate().map(|(at, line)| if at == number { new } else { line });
    lines.map(|line| format!("{line}\n")).collect()
}

fn renamed(rest: &str) -> Option<String> {
    let word = rest.trim().trim_matches('"');
    (!word.is_empty() && !word.starts_with(['{', '[', '&', '*'])).then(|| format!(" {word}x"))
}

fn other_port(rest: &str) -> Option<String> {
    let word = rest.trim();
    match word.parse::<i64>() {
        Ok(number) => Some(format!(" {}", number + 1)),
        Err(_not) => renamed(rest),
    }
}

fn other_principal(rest: &str) -> Option<String> {
    rest.contains("/sa/").then(|| rest.replace("/sa/", "/sa/not-"))
}

fn smaller(rest: &str) -> Option<String> {
    let number: i64 = rest.trim().parse().ok()?;
    (number > 1).then(|| " 1".to_owned())
}

fn everything(_rest: &str) -> Option<String> {
    Some(" 100%".to_owned())
}

fn above(rest: &str) -> Option<String> {
    rest.contains("memory").then(|| " { cpu: \"90\", memory: 900Gi }".to_owned())
}

fn nothing(_rest: &str) -> Option<String> {
    Some(String::new())
}

fn shell(rest: &str) -> Option<String> {
    let words: Vec<String> = serde_json::from_str(&format!("[{rest}")).ok()?;
    Some(format!("CMD {}", words.join(" ")))
}

fn loose(_rest: &str) -> Option<String> {
    Some("RUN npm install".to_owned())
}

fn tabs(rest: &str) -> Option<String> {
    Some(format!("{rest}\n\tx: [1"))
}
