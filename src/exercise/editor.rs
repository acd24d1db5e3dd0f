//! What an answer is edited in, as data: a kind says which editor and what stands in it; screens and
//! plain mode draw it and set values.

mod field;

use toml::Value;

use super::answer::{Answer, Key};
pub use field::{Choice, Field, Input, Refused};

/// One of the editors. Texts of the exercise stand in them as their author wrote them.
#[derive(Clone, Debug, PartialEq)]
pub enum Editor {
    Board(Board),
    Table(Table),
    Form(Form),
    Order(Order),
    Outline(Outline),
    /// Parts of a series, each with an editor of its own.
    Parts(Vec<Part>),
    /// The texts of the answer themselves.
    Text,
}

/// Cards in columns: each card's field takes the value of the column that it is dropped in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    pub columns: Vec<Choice>,
    pub cards: Vec<Item>,
}

/// Something with values of its own: a card, a row, a step, a node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    pub name: String,
    pub label: String,
    /// What is known about it, line by line.
    pub lines: Vec<String>,
    pub fields: Vec<Field>,
}

/// Rows of items, with a field in each column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub heads: Vec<String>,
    pub rows: Vec<Item>,
}

/// Labelled fields, section by section.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    pub sections: Vec<Item>,
}

/// Items in an order; those on one line stand beside each other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Order {
    /// Where the list stands.
    pub path: Vec<Key>,
    /// In a list of tables, the key that names the item; nothing in a list of names.
    pub key: Option<String>,
    /// Whether several may stand on one line.
    pub parallel: bool,
    /// All that can stand in the list, whether or not it does.
    pub items: Vec<Item>,
    /// The names that stand in it.
    pub lines: Vec<Vec<String>>,
    /// Fields that belong to the whole, section by section.
    pub sections: Vec<Item>,
}

/// A tree of questions: the fields of a node are its branches, and their values name nodes or leaves.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    pub start: Field,
    pub nodes: Vec<Item>,
}

/// One part of a series.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// As it stands in the answer.
    pub id: String,
    /// The kind of exercise that it is.
    pub kind: &'static str,
    pub editor: Editor,
}

impl Editor {
    /// The same where everything stands in a table of the answer.
    #[must_use]
    pub fn at(mut self, way: &[&str]) -> Self {
        let inside = |path: &mut Vec<Key>| {
            path.splice(0..0, way.iter().map(|name| Key::from(*name)));
        };
        if let Self::Order(order) = &mut self {
            inside(&mut order.path);
        }
        for field in self.fields_mut() {
            inside(&mut field.path);
            field.beside.iter_mut().for_each(|(path, _)| inside(path));
            field.whole.iter_mut().for_each(inside);
            let choices = match &mut field.input {
                Input::One(choices) | Input::Many(choices) => choices.as_mut_slice(),
                _ => &mut [],
            };
            choices
                .iter_mut()
                .flat_map(|choice| &mut choice.brings)
                .for_each(|(path, _)| inside(path));
        }
        self
    }

    /// Every field, but those in parts of a series.
    pub fn fields_mut(&mut self) -> Vec<&mut Field> {
        let (first, items, more): (Option<&mut Field>, &mut [Item], &mut [Item]) = match self {
            Self::Board(board) => (None, &mut board.cards, &mut []),
            Self::Table(table) => (None, &mut table.rows, &mut []),
            Self::Form(form) => (None, &mut form.sections, &mut []),
            Self::Order(order) => (None, &mut order.items, &mut order.sections),
            Self::Outline(outline) => (Some(&mut outline.start), &mut outline.nodes, &mut []),
            Self::Parts(_) | Self::Text => return Vec::new(),
        };
        let fields = items.iter_mut().chain(more).flat_map(|item| &mut item.fields);
        first.into_iter().chain(fields).collect()
    }

    /// Whether anything in it has an explanation.
    pub fn explains(&self) -> bool {
        let items: &[Item] = match self {
            Self::Board(board) => &board.cards,
            Self::Table(table) => &table.rows,
            Self::Form(form) => &form.sections,
            Self::Order(order) => &order.items,
            Self::Outline(outline) => &outline.nodes,
            Self::Parts(parts) => return parts.iter().any(|part| part.editor.explains()),
            Self::Text => return false,
        };
        let noted = |item: &Item| item.fields.iter().any(|field| !field.note.is_empty());
        items.iter().any(|item| !item.lines.is_empty() || noted(item))
    }

    /// The order that is arranged in it, or in one of its parts.
    pub fn order(&self) -> Option<&Order> {
        match self {
            Self::Order(order) => Some(order),
            Self::Parts(parts) => parts.iter().find_map(|part| part.editor.order()),
            _ => None,
        }
    }
}

/// A name with what it stands for behind it.
pub fn entitled(name: &str, text: &str) -> String {
    if text.is_empty() { name.to_owned() } else { format!("{name}: {text}") }
}

impl Board {
    /// The column that a card lies in.
    pub fn column_of(&self, card: usize) -> Option<usize> {
        let value = self.cards.get(card)?.fields.first()?.value.as_ref()?.as_str()?;
        self.columns.iter().position(|column| column.value == value)
    }

    /// The answer with a card in another column, or in none.
    #[must_use]
    pub fn drop_in(&self, answer: &Answer, card: usize, column: Option<usize>) -> Answer {
        let field = self.cards.get(card).and_then(|card| card.fields.first());
        let Some(field) = field else { return answer.clone() };
        let column = column.and_then(|column| self.columns.get(column));
        field.set(answer, column.map(|column| column.value.clone().into()))
    }
}

impl Order {
    /// The answer with its list in another order. Values of an item go where it goes.
    #[must_use]
    pub fn arrange(&self, answer: &Answer, lines: &[Vec<String>]) -> Answer {
        let list = match &self.key {
            Some(key) => {
                lines.iter().flatten().map(|name| self.table_of(answer, key, name)).collect()
            }
            None => lines.iter().filter_map(|line| Self::line(line)).collect(),
        };
        answer.set(&self.path, Some(Value::Array(list)))
    }

    fn line(names: &[String]) -> Option<Value> {
        match names {
            [] => None,
            [one] => Some(one.clone().into()),
            many => Some(many.to_vec().into()),
        }
    }

    /// The table of an item as it stands in the list, or a new one.
    fn table_of(&self, answer: &Answer, key: &str, name: &str) -> Value {
        let list = answer.value(&self.path);
        let items = list.as_ref().and_then(Value::as_array).into_iter().flatten();
        let named = |item: &&Value| item.get(key).and_then(Value::as_str) == Some(name);
        let known = items.clone().find(named).cloned();
        known.unwrap_or_else(|| toml::Table::from_iter([(key.to_owned(), name.into())]).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(input: Input) -> Field {
        Field::of(
            &Answer::toml("place.lab = { infra = 'x' }\n"),
            "Lab",
            ["place", "lab", "infra"],
            input,
        )
    }

    #[test]
    fn a_field_takes_what_it_may_hold_and_nothing_else() {
        let choices = || ["a", "b"].map(Choice::plain).to_vec();
        assert_eq!(field(Input::Text).typed(), "x");
        assert_eq!(field(Input::Number).parse("0.5"), Ok(Some(0.5.into())));
        assert_eq!(field(Input::Number).parse("x"), Err(Refused::NotANumber));
        assert_eq!(field(Input::One(choices())).parse(" a "), Ok(Some("a".into())));
        assert_eq!(field(Input::One(choices())).parse("c"), Err(Refused::NotAChoice));
        assert_eq!(field(Input::Many(choices())).parse("a,b"), Ok(Some(vec!["a", "b"].into())));
        assert_eq!(field(Input::Lines(3)).parse("1 3"), Ok(Some(vec![1_i64, 3].into())));
        assert_eq!(field(Input::Lines(3)).parse("4"), Err(Refused::NotAChoice));
        assert_eq!(field(Input::Flag).parse(""), Ok(None));
    }

    #[test]
    fn a_card_is_dropped_into_a_column_and_taken_out() {
        let answer = Answer::toml("# mine\nplace.lab = { infra = 'a' }\n");
        let choices = ["a", "b"].map(Choice::plain).to_vec();
        let board = |answer: &Answer| Board {
            columns: choices.clone(),
            cards: vec![Item {
                fields: vec![Field::of(answer, "", ["place", "lab", "infra"], Input::Text)],
                ..Item::default()
            }],
        };
        let moved = board(&answer).drop_in(&answer, 0, Some(1));
        assert_eq!(moved.toml_text(), "# mine\nplace.lab = { infra = \"b\" }\n");
        assert_eq!(board(&moved).column_of(0), Some(1));
        let out = board(&moved).drop_in(&moved, 0, None);
        assert_eq!(board(&out).column_of(0), None);
    }

    #[test]
    fn what_belongs_to_a_value_comes_with_it_and_goes_with_its_table() {
        let answer = Answer::toml("start = 'x'\n");
        let place = |key: &str| -> Vec<Key> { vec!["node".into(), 0.into(), key.into()] };
        let way = Choice { brings: vec![(place("id"), "n".into())], ..Choice::plain("n") };
        let start = Field::of(&answer, "start", ["start"], Input::One(vec![way]));
        let led = start.set(&answer, Some("n".into()));
        assert_eq!(led.value(&place("id")), Some("n".into()));
        let mut ask = Field::of(&led, "ask", place("ask"), Input::Text);
        ask.beside = vec![(place("id"), "other".into()), (vec!["by".into()], "me".into())];
        ask.whole = Some(vec!["node".into(), 0.into()]);
        let asked = ask.set(&led, Some("why".into()));
        assert_eq!(asked.value(&place("id")), Some("n".into()), "what stands stays");
        assert_eq!(asked.value(&["by".into()]), Some("me".into()));
        assert_eq!(ask.set(&asked, None).value(&place("id")), None);
    }

    #[test]
    fn values_of_a_step_go_where_it_goes() {
        let text = "[[step]]\ndo = 'a'\nkind = 'pivot'\n[[step]]\ndo = 'b'\n";
        let answer = Answer::toml(text);
        let order = Order { path: vec!["step".into()], key: Some("do".into()), ..Order::default() };
        let lines = ["b", "a", "c"].map(|name| vec![name.to_owned()]);
        let new = order.arrange(&answer, &lines);
        assert_eq!(new.value(&["step".into(), 1.into(), "kind".into()]), Some("pivot".into()));
        assert_eq!(new.value(&["step".into(), 2.into(), "do".into()]), Some("c".into()));
        let plain = Order { path: vec!["order".into()], parallel: true, ..Order::default() };
        let lines = [vec!["a".to_owned(), "b".to_owned()], vec!["c".to_owned()]];
        let new = plain.arrange(&Answer::toml(""), &lines);
        assert_eq!(new.toml_text(), "order = [[\"a\", \"b\"], \"c\"]\n");
    }
}
