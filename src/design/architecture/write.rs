//! Writes an answer as the TOML that people type.

use super::{Architecture, NodeRole, Service, Style};

impl Architecture {
    /// The answer as TOML; reading it back gives the same answer.
    pub fn to_toml(&self) -> String {
        let mut out = format!("[answer]\nscenario = {}\n", quoted(&self.scenario));
        for service in &self.services {
            write_service(&mut out, service);
        }
        for link in &self.links {
            out.push_str(&format!(
                "\n[[link]]\nfrom = {}\nto = {}\nstyle = \"{}\"\n",
                quoted(&link.from),
                quoted(&link.to),
                link.style.word()
            ));
            list(&mut out, "for", &link.serves);
            list(&mut out, "with", &link.with);
        }
        for apply in &self.applies {
            out.push_str(&format!("\n[[apply]]\npattern = {}\n", quoted(&apply.pattern)));
            option(&mut out, "on", apply.on.as_deref());
            option(&mut out, "at", apply.at.as_deref());
            if !apply.compensate.is_empty() {
                let pairs = apply.compensate.iter();
                let pairs: Vec<String> =
                    pairs.map(|(step, undo)| format!("{} = {}", key(step), quoted(undo))).collect();
                out.push_str(&format!("compensate = {{ {} }}\n", pairs.join(", ")));
            }
            list(&mut out, "exposes", &apply.exposes);
        }
        for accept in &self.accepts {
            let (rule, because) = (quoted(&accept.rule), quoted(&accept.because));
            out.push_str(&format!("\n[[accept]]\nrule = {rule}\nbecause = {because}\n"));
        }
        out
    }
}

fn write_service(out: &mut String, service: &Service) {
    out.push_str(&format!("\n[service.{}]\n", key(&service.name)));
    list(out, "does", &service.does);
    list(out, "owns", &service.owns);
    option(out, "team", service.team.as_deref());
    if service.replicas != 1 {
        out.push_str(&format!("replicas = {}\n", service.replicas));
    }
    if service.role != NodeRole::Service {
        let word = NodeRole::WORDS.iter().find(|(_, role)| *role == service.role);
        option(out, "role", word.map(|(word, _)| *word));
    }
    if service.edge {
        out.push_str("edge = true\n");
    }
}

fn option(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        out.push_str(&format!("{name} = {}\n", quoted(value)));
    }
}

fn list(out: &mut String, name: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
    let line = format!("{name} = [{}]\n", items.join(", "));
    if line.len() <= 100 {
        out.push_str(&line);
        return;
    }
    out.push_str(&format!("{name} = [\n"));
    for item in items {
        out.push_str(&format!("  {item},\n"));
    }
    out.push_str("]\n");
}

/// A TOML key: bare where it may be.
pub fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { quoted(name) }
}

/// A TOML basic string.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

impl Style {
    /// The arrow of a drawing or a sentence.
    pub fn arrow(self) -> &'static str {
        match self {
            Self::Sync => "->",
            Self::Async => "-async->",
            Self::Event => "-event->",
            Self::Db => "-db->",
        }
    }
}
