//! Sources that are easily misread or badly laid out: the first line of each says what must hold,
//! in words and then, after bars, in terms that are read here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use archtutor::diagram::{self, Charset, Diagram, Drawing, Options};
use archtutor::text;

use super::judge;

fn draw(diagram: &Diagram, width: Option<usize>) -> Drawing {
    diagram.draw(&Options { width, charset: Charset::Unicode, ..Options::default() })
}

/// The texts between quotes of a term.
fn quoted(term: &str) -> Vec<&str> {
    term.split('"').skip(1).step_by(2).collect()
}

/// The column in which a text begins.
fn column(shown: &str, part: &str) -> Option<usize> {
    let line = shown.lines().find(|line| line.contains(part))?;
    Some(text::width(&line[..line.find(part)?]))
}

/// Lines that cross outside boxes and frames.
pub(super) fn crossings(drawing: &Drawing) -> usize {
    let shown = drawing.text();
    let rects = drawing.nodes.iter().map(|node| node.rect);
    let borders: BTreeSet<_> = rects
        .chain(drawing.groups.iter().map(|group| group.rect))
        .flat_map(|rect| {
            let rows = [rect.y, rect.y + rect.height - 1];
            let columns = [rect.x, rect.x + rect.width - 1];
            let across = (rect.x..rect.x + rect.width).flat_map(move |x| rows.map(|y| (x, y)));
            let down = (rect.y..rect.y + rect.height).flat_map(move |y| columns.map(|x| (x, y)));
            across.chain(down)
        })
        .collect();
    let cells = shown.lines().enumerate().flat_map(|(y, line)| {
        line.chars().enumerate().filter(|(_, c)| "┼┿╂╋".contains(*c)).map(move |(x, _)| (x, y))
    });
    cells.filter(|cell| !borders.contains(cell)).count()
}

/// Words of the source that no line of the drawing holds, whole or up to a hyphen.
fn broken<'a>(source: &'a str, shown: &str) -> Vec<&'a str> {
    let words = source.lines().skip(1).flat_map(str::split_whitespace);
    let plain = |word: &&str| {
        (5..=16).contains(&word.len()) && word[1..].chars().all(|c| c.is_ascii_lowercase())
    };
    let keyword = |word: &&str| ["participant"].contains(word);
    let whole = |word: &&str| {
        shown.contains(*word)
            || (2..word.len() - 1).any(|at| shown.contains(&format!("{}-", &word[..at])))
    };
    words.filter(plain).filter(|word| !keyword(word) && !whole(word)).collect()
}

/// The edges and groups that a drawing of a graph must show.
fn faults(diagram: &Diagram, drawing: &Drawing) -> Vec<String> {
    let Some(outline) = diagram.outline() else { return Vec::new() };
    let inside = |id: &str| -> BTreeSet<String> {
        let group = drawing.groups.iter().find(|group| group.id == id).expect("a frame");
        let title = if group.title.is_empty() { &group.id } else { &group.title };
        let ids = outline.nodes.iter().zip(&drawing.nodes);
        ids.filter(|(node, _)| node.groups.contains(title))
            .map(|(_, drawn)| drawn.id.clone())
            .collect()
    };
    let frames: Vec<_> = drawing
        .groups
        .iter()
        .map(|group| judge::Frame { id: group.id.clone(), members: inside(&group.id) })
        .collect();
    judge::frame_faults(drawing, &frames)
}

fn hold(name: &str, source: &str) -> Vec<String> {
    let first = source.lines().next().expect("a first line");
    let mut terms = first.split(" | ").map(str::trim);
    assert!(terms.next().is_some_and(|words| words.starts_with("%% must hold:")), "{name}");
    let terms: Vec<_> = terms.collect();
    let widths = terms.iter().find_map(|term| term.strip_prefix("at ")).unwrap_or("natural 80");
    let diagram = match diagram::parse(source) {
        Ok(diagram) => diagram,
        Err(issues) => return vec![format!("refused: {}", issues[0])],
    };
    let mut off = Vec::new();
    for width in widths.split_whitespace().map(|width| width.parse().ok()) {
        let drawing = draw(&diagram, width);
        let shown = drawing.text();
        let widest = shown.lines().map(text::width).max().unwrap_or(0);
        if width.is_some_and(|width| widest > width) {
            off.push(format!("{widest} columns at {width:?}"));
        }
        off.extend(faults(&diagram, &drawing));
        for term in &terms {
            let texts = quoted(term);
            match term.split_whitespace().next() {
                Some("crossings") if !term.ends_with(&format!(" {}", crossings(&drawing))) => {
                    off.push(format!("{} crossings\n{shown}", crossings(&drawing)));
                }
                Some("words") => off.extend(
                    broken(source, &shown).iter().map(|word| format!("{word} is broken\n{shown}")),
                ),
                Some("column") => {
                    let columns: BTreeSet<_> =
                        texts.iter().map(|part| column(&shown, part)).collect();
                    off.extend((columns.len() > 1).then(|| format!("{columns:?}\n{shown}")));
                }
                Some("has") if !shown.contains(texts[0]) => off.push(format!("no {term}\n{shown}")),
                Some("lacks") if shown.contains(texts[0]) => {
                    off.push(format!("not {term}\n{shown}"))
                }
                _ => {}
            }
        }
    }
    for term in &terms {
        if let Some((most, width)) =
            term.strip_prefix("columns ").and_then(|t| t.split_once(" at "))
        {
            let (most, width): (usize, _) = (most.parse().expect("a number"), width.parse().ok());
            let drawn = draw(&diagram, width).width;
            off.extend((drawn > most).then(|| format!("{drawn} columns at {width:?}")));
        }
    }
    off
}

#[test]
fn every_case_holds_what_its_first_line_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diagram-cases");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the cases are there")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let mut off = Vec::new();
    for file in files {
        let name = file.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        let source = fs::read_to_string(&file).expect("a case");
        off.extend(hold(&name, &source).into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(off.is_empty(), "{}", off.join("\n"));
}

/// The drawing of a source at its natural size, or what was refused.
fn drawn(source: &str) -> String {
    match diagram::parse(source) {
        Ok(diagram) => draw(&diagram, None).text(),
        Err(issues) => format!("refused: {}", issues[0]),
    }
}

#[test]
fn names_in_quotes_and_backticks_are_opaque() {
    let shown = drawn("classDiagram\n`A::B--C` \"0..*\" --> \"1..*\" D : x\n");
    assert!(
        shown.contains("│ A::B--C │") && shown.contains("0..*") && !shown.contains('`'),
        "{shown}"
    );
    let shown = drawn("erDiagram\n\"A::B\" ||--o{ \"C -- D\"[\"e: f\"] : has\n");
    assert!(shown.contains("│ A::B │") && shown.contains("│ e: f │"), "{shown}");
    let shown = drawn("stateDiagram-v2\nstate \"a --> b: c\" as x\nx --> y\n");
    assert!(shown.contains("│ a --> b: c │"), "{shown}");
    let shown = drawn("flowchart LR\nA[\"see <a href=\"x\">this</a>\"] --> B\n");
    assert!(shown.contains("│ see this "), "{shown}");
}

#[test]
fn what_is_no_class_is_refused_with_its_place() {
    let issues = diagram::parse("classDiagram\nA --> B\nthis is no class\n").expect_err("refused");
    assert_eq!((issues.len(), issues[0].line), (1, 3));
}

#[test]
fn namespaces_have_labels_and_titles_may_have_rows() {
    let shown = drawn("classDiagram\nnamespace N[\"First<br>second\"] {\nclass A\n}\n");
    let rows: Vec<_> = shown.lines().map(str::trim_end).collect();
    assert!(rows[0].starts_with("┌ First ─") && rows[1].starts_with("│ second "), "{shown}");
    let shown = drawn("sequenceDiagram\nbox One<br>two\nparticipant A\nend\nA->>A: x\n");
    let rows: Vec<_> = shown.lines().collect();
    assert!(rows[0].starts_with("┌ One ") && rows[1].starts_with("│ two "), "{shown}");
    for source in [
        "flowchart LR\nsubgraph g[\"a<br>b\"]\nx\nend\ny --> x\n",
        "flowchart BT\nsubgraph g[\"a<br>b\"]\nx\nend\ny --> x\n",
        "flowchart TD\nsubgraph g[\"a<br>b\"]\nx\nend\ny --> x\n",
    ] {
        let diagram = diagram::parse(source).expect("a diagram");
        let drawing = draw(&diagram, None);
        let (frame, node) = (drawing.groups[0].rect, drawing.nodes[0].rect);
        assert!(frame.y + 1 < node.y && frame.x < node.x, "{}", drawing.text());
    }
}

#[test]
fn a_choice_shows_its_text_beside_its_sign() {
    let source = "stateDiagram-v2\nstate c <<choice>>\nc: paid?\nA --> c\nc --> B\n";
    let shown = drawn(source);
    assert!(shown.contains("│ paid?") || shown.contains("┐ paid?"), "{shown}");
    let shown = drawn(&source.replace("-v2\n", "-v2\ndirection LR\n"));
    assert!(shown.lines().any(|line| line.trim() == "paid?"), "{shown}");
}

#[test]
fn a_title_stands_above_its_diagram() {
    let shown = drawn("---\ntitle: The shop\n---\nflowchart LR\nA[Orders] --> B[Prices]\n");
    let rows: Vec<_> = shown.lines().collect();
    assert_eq!((rows[0].trim(), rows[1]), ("The shop", ""));
    let shown = drawn("sequenceDiagram\ntitle: How it goes\nA->>B: x\n");
    assert!(shown.starts_with(" How it goes") || shown.starts_with("How it goes"), "{shown}");
}

#[test]
fn lines_keep_off_the_rules_inside_boxes() {
    let mut source = String::from("classDiagram\ndirection LR\nclass A {\n+int x\n+run()\n}\n");
    for at in 0..7 {
        source.push_str(&format!("A --> B{at}\nC{at} --> A\nclass C{at} {{\n+int y\n}}\n"));
    }
    source.push_str("A --> A : again\n");
    for direction in ["LR", "TB"] {
        let diagram = diagram::parse(&source.replace("LR", direction)).expect("a diagram");
        let drawing = draw(&diagram, None);
        let shown = drawing.text();
        for node in &drawing.nodes {
            for (y, line) in
                shown.lines().enumerate().skip(node.rect.y + 1).take(node.rect.height - 2)
            {
                let cells: Vec<_> = line.chars().collect();
                for x in [node.rect.x, node.rect.x + node.rect.width - 1] {
                    assert!(!"┼┿╂".contains(cells[x]), "{} in row {y}\n{shown}", node.id);
                }
            }
        }
    }
}

/// A source of so many nodes in the shape of a fan, a chain, or layers.
fn large(shape: &str) -> String {
    let link = |at: usize| match shape {
        "fan" => format!("root --> n{at}[Service number {at}]\n"),
        "chain" => format!("n{at} --> n{}\n", at + 1),
        _ => format!("n{} --> n{}[Some node]\n", (at + 1) / 3, at + 1),
    };
    format!("flowchart TD\n{}", (0..399).map(link).collect::<String>())
}

#[test]
fn four_hundred_nodes_fit_where_they_can() {
    for shape in ["fan", "chain", "tree"] {
        let diagram = diagram::parse(&large(shape)).expect("a diagram");
        let drawing = draw(&diagram, Some(80));
        assert!(drawing.width <= 80 || shape == "tree", "{shape}: {}", drawing.width);
        assert!(drawing.width <= draw(&diagram, None).width, "{shape}");
    }
}

#[test]
fn what_fits_into_less_is_found_for_more() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diagrams");
    for name in ["d1_microservices", "d4_k8s", "flow-fan-out-40", "seq-long-words", "class-basic"] {
        let source = fs::read_to_string(folder.join(format!("{name}.mmd"))).expect("a diagram");
        let diagram = diagram::parse(&source).expect("a diagram");
        let widths: Vec<_> =
            (20..=120).step_by(10).map(|at| draw(&diagram, Some(at)).width).collect();
        for (at, width) in (20..=120).step_by(10).zip(&widths) {
            let fits = widths.iter().any(|other| *other <= at);
            assert!(!fits || *width <= at, "{name} at {at}: {widths:?}");
        }
    }
}

#[test]
fn boxes_beside_bending_lines_are_narrower_than_straight_lines() {
    let chain = |group: &str| {
        let link = |at: usize| {
            format!("{group}{at}[Configuration of {group} {at}] --> {group}{}\n", at + 1)
        };
        let links: String = (0..3).map(link).collect();
        format!("subgraph {group}s [Everything about {group}]\n{links}end\n")
    };
    let groups: String = ["order", "invoice", "parcel", "customer"].map(chain).concat();
    let fan: String = ["order", "invoice", "parcel", "customer"]
        .map(|to| format!("hub[The hub of everything] --> {to}0\nhub --> {to}2\n"))
        .concat();
    let diagram = diagram::parse(&format!("flowchart TB\n{groups}{fan}")).expect("a graph");
    let drawing = draw(&diagram, Some(44));
    assert!(drawing.width <= 44, "{}\n{}", drawing.width, drawing.text());
}

#[test]
fn a_line_joins_the_fan_that_it_would_cross() {
    for (edges, lines) in [
        (
            "s1 --> b1; a3 --> b0; a3 --> b2; s0 --> b0; a1 --> b0; a2 --> b0; s2 --> b2; a0 --> b0; \
             a3 --> b1",
            "from the middle of a fan",
        ),
        (
            "r1 --> t1; t1 --> u1; t0 --> u0; t2 --> u2; s3 --> u3; r0 --> t0; s0 --> u0; s2 --> u2; \
             t2 --> u1; t0 --> u1; r1 --> t2; t2 --> u3",
            "between two fans",
        ),
    ] {
        let source = format!("flowchart TB\n{}\n", edges.replace("; ", "\n"));
        let drawing = draw(&diagram::parse(&source).expect("a graph"), None);
        assert_eq!(crossings(&drawing), 0, "{lines}\n{}", drawing.text());
    }
}

#[test]
fn a_fan_to_the_side_opens_in_one_step() {
    let source = "flowchart LR
        subgraph Owners
            O1[Owner: owner1]
            O2[Owner: owner2]
            O3[Owner: owner3]
        end
        subgraph Labels
            L1[Label: Contoso]
            L2[Label: Storage]
        end
        subgraph Packages
            P1[Package<br>Azure.Contoso.WidgetManager]
        end
        subgraph LabelOwners
            LO1[Label Owner<br>Label Type: Service Owners]
        end
        P1 ---|owner| O1
        P1 ---|owner| O2
        P1 ---|label| L1
        LO1 ---|owner| O2
        LO1 ---|owner| O3
        LO1 ---|label| L1";
    let shown = drawn(source);
    let rows: Vec<Vec<char>> = shown.lines().map(|row| row.chars().collect()).collect();
    let is_torn =
        rows.windows(2).any(|pair| pair[0].iter().zip(&pair[1]).any(|two| two == (&'┤', &'├')));
    assert!(!is_torn, "{shown}");
}

#[test]
fn a_node_belongs_to_the_subgraph_that_ends_first() {
    let source = "flowchart TB\nsubgraph outer\na --> b\nsubgraph inner\nb --> c\nend\nc --> d\nend\n\
                  e --> a\nsubgraph later\nd --> e\nend\n";
    let outline = diagram::parse(source).expect("it is good").outline().expect("a graph");
    let groups: Vec<_> =
        outline.nodes.iter().map(|node| (node.label.as_str(), node.groups.join(" "))).collect();
    let of = [("a", "outer"), ("b", "inner outer"), ("c", "inner outer"), ("d", "outer")];
    let expected = of.into_iter().chain([("e", "later")]);
    assert_eq!(groups, Vec::from_iter(expected.map(|(node, of)| (node, of.to_owned()))));
}
