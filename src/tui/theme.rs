//! How each role looks: themes are data in `assets/themes`, a palette of named colours and the roles
//! that use them. Screens name roles, never colours.

use std::{collections::BTreeMap, sync::Arc};

use ratatui::style::{Color, Modifier, Style};

use super::painter::Depth;
use crate::{
    diagnostic::Diagnostic,
    problem::{Fault, Problem, Values},
    role::Role,
    source::Source,
    table::{Document, Fields},
};

/// The look of every role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Name of its file.
    pub name: String,
    /// What the window is filled with; none leaves the terminal's own ground.
    pub ground: Option<Color>,
    styles: BTreeMap<Role, Style>,
}

/// The names of the shipped themes.
pub const THEMES: [&str; 5] = ["dark", "light", "contrast", "ansi", "mono"];

/// Whether a theme is called so, a shipped one or one of the learner's own.
///
/// # Errors
/// Where none is; the hint names all of them.
pub fn known(name: &str, own: &[Theme]) -> Result<(), Problem> {
    if name == "auto" || THEMES.contains(&name) || own.iter().any(|theme| theme.name == name) {
        return Ok(());
    }
    let names = THEMES.into_iter().chain(own.iter().map(|theme| theme.name.as_str()));
    let names = names.collect::<Vec<_>>().join(", ");
    let values: Values<'_> = &[("name", &name), ("themes", &names)];
    Err(Problem::message(Fault::Usage, "problem.no-theme", values))
}

impl Theme {
    /// The theme of a name for a terminal; `auto` looks at what the terminal says of itself.
    ///
    /// # Errors
    /// Where there is no such theme.
    pub fn choose(name: &str, depth: Depth, own: &[Self]) -> Result<Self, Problem> {
        known(name, own)?;
        let mine = own.iter().find(|theme| theme.name == name);
        if let Some(mine) = mine.filter(|_| depth != Depth::None) {
            return Ok(mine.clone());
        }
        let name = match (name, depth) {
            (_, Depth::None) => "mono",
            ("auto", Depth::Sixteen) => "ansi",
            ("auto", _) if light_ground() => "light",
            ("auto", _) => "dark",
            (other, _) => other,
        };
        let file = format!("assets/themes/{name}.toml");
        let text = Source::Embedded.read(&file)?;
        Ok(Self::read(name, &file, &text).0)
    }

    /// Reads a theme.
    pub fn read(name: &str, file: &str, text: &Arc<str>) -> (Self, Vec<Diagnostic>) {
        Document::new(file, Arc::clone(text)).read(text, |root| {
            let mut palette = BTreeMap::new();
            if let Some(table) = root.table("palette") {
                for key in table.keys() {
                    let Some(value) = table.any(&key.value).and_then(|value| value.string()) else {
                        continue;
                    };
                    match value.value.parse::<Color>() {
                        Ok(colour) => {
                            palette.insert(key.value, colour);
                        }
                        Err(_) => table.report(
                            "unknown-colour",
                            value.span,
                            format!("`{}` is no color", value.value),
                        ),
                    }
                }
            }
            let ground = root.string("ground").and_then(|name| palette.get(&name.value).copied());
            let mut styles = BTreeMap::new();
            if let Some(roles) = root.required_table("roles") {
                for (role, key) in Role::ALL {
                    match roles.table(key) {
                        Some(fields) => {
                            styles.insert(role, style(&fields, &palette));
                        }
                        None => roles.report(
                            "missing-role",
                            roles.span(),
                            format!("the role `{key}` has no style"),
                        ),
                    }
                }
            }
            Self { name: name.to_owned(), ground, styles }
        })
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(&role).copied().unwrap_or_default()
    }

    /// The style that the window is filled with.
    pub fn base(&self) -> Style {
        let style = self.style(Role::Text);
        match self.ground {
            Some(ground) => style.bg(ground),
            None => style,
        }
    }
}

fn style(fields: &Fields<'_, '_>, palette: &BTreeMap<String, Color>) -> Style {
    let colour = |key: &'static str| {
        let name = fields.string(key)?;
        let found = palette.get(&name.value).copied();
        if found.is_none() {
            let message = format!("`{}` is not in the palette", name.value);
            fields.report("unknown-colour", name.span, message);
        }
        found
    };
    let mut style = Style::new();
    style.fg = colour("fg");
    style.bg = colour("bg");
    for word in fields.strings("add") {
        let modifier = match word.value.as_str() {
            "bold" => Modifier::BOLD,
            "dim" => Modifier::DIM,
            "italic" => Modifier::ITALIC,
            "underline" => Modifier::UNDERLINED,
            "reverse" => Modifier::REVERSED,
            "strike" => Modifier::CROSSED_OUT,
            other => {
                fields.report("unknown-word", word.span, format!("`{other}` is no text attribute"));
                continue;
            }
        };
        style = style.add_modifier(modifier);
    }
    style
}

/// Whether the terminal says that its ground is light (`COLORFGBG`, set by several terminals).
fn light_ground() -> bool {
    std::env::var("COLORFGBG").is_ok_and(|value| {
        value
            .rsplit(';')
            .next()
            .and_then(|ground| ground.parse::<u8>().ok())
            .is_some_and(|ground| ground == 7 || ground == 15)
    })
}

/// How many colours the terminal has, by what it says in the environment.
pub fn depth() -> Depth {
    let says = |name: &str| std::env::var(name).unwrap_or_default();
    if !says("NO_COLOR").is_empty() || says("TERM") == "dumb" {
        return Depth::None;
    }
    let colour = says("COLORTERM");
    if colour == "truecolor" || colour == "24bit" {
        return Depth::True;
    }
    let term = says("TERM");
    if term.contains("direct")
        || term.contains("kitty")
        || term.contains("ghostty")
        || term.contains("alacritty")
    {
        Depth::True
    } else if term.contains("256") {
        Depth::TwoFiftySix
    } else {
        Depth::Sixteen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped(name: &str) -> Theme {
        let file = format!("assets/themes/{name}.toml");
        let text = Source::Embedded.read(&file).unwrap();
        let (theme, found) = Theme::read(name, &file, &text);
        assert!(found.is_empty(), "{name}: {found:?}");
        theme
    }

    /// Source: WCAG 2.2, relative luminance and contrast ratio.
    fn contrast(a: Color, b: Color) -> f64 {
        let luminance = |colour: Color| {
            let Color::Rgb(r, g, b) = colour else { panic!("{colour} is not in RGB") };
            let part = |value: u8| {
                let value = f64::from(value) / 255.0;
                if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_shipped_theme_styles_every_role() {
        for name in THEMES {
            let theme = shipped(name);
            for (role, key) in Role::ALL {
                assert!(theme.styles.contains_key(&role), "{name} has no {key}");
            }
        }
    }

    #[test]
    fn text_and_verdicts_can_be_read_on_their_ground() {
        for (name, strong, muted) in
            [("dark", 7.0, 4.5), ("light", 7.0, 4.5), ("contrast", 10.0, 7.0)]
        {
            let theme = shipped(name);
            let ground = theme.ground.unwrap();
            for (role, key) in Role::ALL {
                let style = theme.style(role);
                let needed = match role {
                    Role::Faint | Role::Border | Role::DiagramGroup => continue,
                    Role::Text
                    | Role::Good
                    | Role::Bad
                    | Role::Warn
                    | Role::Heading
                    | Role::Strong => strong,
                    _ => muted,
                };
                let Some(fg) = style.fg.or(theme.style(Role::Text).fg) else { continue };
                let ratio = contrast(fg, style.bg.unwrap_or(ground));
                assert!(ratio >= needed, "{name} {key}: {ratio:.1} < {needed}");
            }
        }
    }
}
