//! Two to four patterns side by side; rows in which they differ carry a sign.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    catalog::compare::{self, Aspect, Cell, Label},
    id::PatternId,
    problem::Problem,
    role::Role,
    text,
    tui::{
        action::{Action, Motion},
        draw,
        keymap::KeyContext,
        route::Route,
        screen::{Effect, Environment, Screen},
    },
};

/// One line of the laid-out table: the label's part and each pattern's part.
struct Line {
    label: String,
    cells: Vec<String>,
    differs: bool,
    rating: bool,
}

/// The comparison.
pub struct Compare {
    patterns: Vec<PatternId>,
    rows: Vec<Aspect>,
    names: Vec<String>,
    lines: Vec<Line>,
    width: u16,
    /// Of the column that names the rows, in cells.
    label_width: u16,
    first: usize,
    page: usize,
    /// The pattern whose page Enter opens.
    column: usize,
}

impl Compare {
    /// Compares patterns.
    ///
    /// # Errors
    /// Where there are fewer than two or more than four, or one does not exist.
    pub fn new(patterns: Vec<PatternId>, env: &Environment) -> Result<Self, Problem> {
        let catalog = env.session.library().catalog();
        let found = patterns
            .iter()
            .map(|id| env.session.library().pattern(id))
            .collect::<Result<Vec<_>, _>>()?;
        let language = &env.settings.language;
        Ok(Self {
            rows: compare::compare(catalog, &found)?,
            names: found
                .iter()
                .map(|pattern| pattern.names.in_language(language).to_owned())
                .collect(),
            patterns,
            lines: Vec::new(),
            width: 0,
            label_width: 0,
            first: 0,
            page: 1,
            column: 0,
        })
    }

    fn column_width(&self) -> u16 {
        let rest = self.width.saturating_sub(self.label_width);
        rest / self.names.len().max(1) as u16
    }

    /// As wide as the longest word, so that none is broken, while the columns keep most of the room.
    fn widest_label(&self, env: &Environment) -> u16 {
        let labels = self.rows.iter().map(|row| label(&row.label, env));
        let longest = |label: String| label.split(' ').map(text::width).max().unwrap_or(0);
        let word = labels.map(longest).max().unwrap_or(0) as u16;
        (word + 3).max(self.width / 6).clamp(9, (self.width / 4).clamp(9, 24))
    }

    fn lay_out(&mut self, env: &Environment) {
        self.label_width = self.widest_label(env);
        let room = usize::from(self.column_width().saturating_sub(2)).max(6);
        let label_room = usize::from(self.label_width.saturating_sub(3)).max(4);
        self.lines.clear();
        for row in &self.rows {
            let labels = text::wrap(&label(&row.label, env), label_room);
            let cells: Vec<Vec<String>> =
                row.cells.iter().map(|cell| wrapped(cell, room, env)).collect();
            let height = cells.iter().map(Vec::len).chain([labels.len()]).max().unwrap_or(1);
            for at in 0..height {
                self.lines.push(Line {
                    label: labels.get(at).cloned().unwrap_or_default(),
                    cells: cells
                        .iter()
                        .map(|cell| cell.get(at).cloned().unwrap_or_default())
                        .collect(),
                    differs: row.differs() && at == 0,
                    rating: matches!(row.label, Label::Rating { .. }),
                });
            }
            let rating = matches!(row.label, Label::Rating { .. } | Label::Dimension(_));
            if !rating {
                self.lines.push(Line {
                    label: String::new(),
                    cells: Vec::new(),
                    differs: false,
                    rating,
                });
            }
        }
    }
}

fn label(label: &Label, env: &Environment) -> String {
    match label {
        Label::Field(name) => env.say(&format!("pattern.{name}")).to_owned(),
        Label::Dimension(id) => id.clone(),
        Label::Rating { name, lower_is_better } => {
            let key = if *lower_is_better { "pattern.low-best" } else { "pattern.high-best" };
            format!("{name}, {}", env.say(key))
        }
    }
}

fn wrapped(cell: &Cell, room: usize, env: &Environment) -> Vec<String> {
    match cell {
        Cell::Texts(texts) if texts.len() == 1 => {
            texts.iter().flat_map(|line| text::wrap(line, room)).collect()
        }
        Cell::Texts(texts) => texts
            .iter()
            .flat_map(|line| {
                let lines = text::wrap(line, room.saturating_sub(2)).into_iter().enumerate();
                lines.map(|(at, line)| {
                    let lead = if at == 0 { env.signs.bullet } else { " " };
                    format!("{lead} {line}")
                })
            })
            .collect(),
        Cell::Word(word) => text::wrap(word, room),
        Cell::Rating(rating) => {
            let full = usize::from(*rating).min(5);
            let bar = env.signs.rating_full.repeat(full) + &env.signs.rating_empty.repeat(5 - full);
            vec![format!("{bar} {rating}")]
        }
        Cell::Nothing => vec!["–".into()],
    }
}

impl Screen for Compare {
    fn keys(&self) -> KeyContext {
        KeyContext::shared("compare")
    }

    fn title(&self) -> &'static str {
        "compare.title"
    }

    fn hints(&self, _env: &Environment) -> Vec<&'static str> {
        vec!["scroll", "page-down", "across", "select", "back"]
    }

    fn status(&self, _env: &Environment) -> String {
        format!("{}/{}", (self.first + self.page).min(self.lines.len()), self.lines.len())
    }

    fn update(&mut self, action: Action, _env: &mut Environment) -> Result<Effect, Problem> {
        let last = self.lines.len().saturating_sub(self.page);
        match action {
            Action::Move(Motion::Left) => self.column = self.column.saturating_sub(1),
            Action::Move(Motion::Right) | Action::NextPanel => {
                self.column = (self.column + 1) % self.patterns.len().max(1);
            }
            Action::Move(Motion::Bottom) => self.first = last,
            Action::Move(motion) => {
                self.first = motion.apply(self.first, self.lines.len(), self.page).min(last);
            }
            Action::Toggle => self.first = (self.first + self.page).min(last),
            Action::Wheel { lines, .. } => {
                self.first = self.first.saturating_add_signed(isize::from(lines)).min(last);
            }
            Action::Select => {
                return Ok(match self.patterns.get(self.column) {
                    Some(id) => Effect::Open(Route::Pattern(id.clone())),
                    None => Effect::Nothing,
                });
            }
            _ => return Ok(Effect::Pass),
        }
        Ok(Effect::Redraw)
    }

    fn arrange(&mut self, area: Rect, env: &Environment) {
        let width = area.width.saturating_sub(4);
        if width != self.width {
            self.width = width;
            self.lay_out(env);
        }
        self.page = usize::from(area.height.saturating_sub(2)).max(1);
        self.first = self.first.min(self.lines.len().saturating_sub(self.page));
    }

    fn view(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let x = area.x + 2;
        let label_width = self.label_width;
        let column = self.column_width();
        for (at, name) in self.names.iter().enumerate() {
            let role = if at == self.column { Role::Accent } else { Role::Heading };
            let left = x + label_width + at as u16 * column;
            draw::put(buffer, left, area.y, column.saturating_sub(2), name, env.style(role));
        }
        for (line, y) in self.lines.iter().skip(self.first).zip(area.y + 2..area.bottom()) {
            let sign = if line.differs { env.signs.differs } else { " " };
            draw::put(buffer, x, y, 2, sign, env.style(Role::Warn));
            draw::put(buffer, x + 2, y, label_width - 3, &line.label, env.style(Role::Muted));
            for (at, cell) in line.cells.iter().enumerate() {
                let left = x + label_width + at as u16 * column;
                let role = if line.rating { Role::Info } else { Role::Text };
                draw::put(buffer, left, y, column.saturating_sub(1), cell, env.style(role));
            }
        }
    }
}
