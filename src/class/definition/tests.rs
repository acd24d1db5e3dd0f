use super::*;

const TOML: &str = include_str!("../../../tests/fixtures/class/class.toml");

const SMALL: &str = "[class]\nid = \"a\"\niri = \"https://h.example/a\"\ntitle = \"A\"\n\
                     course = \"archtutor\"\ncontact = \"t@h.example\"\n";

fn codes(text: &str) -> Vec<&'static str> {
    match Class::read("class.toml", text) {
        Ok(_) => Vec::new(),
        Err(found) => found.iter().map(|diagnostic| diagnostic.code).collect(),
    }
}

#[test]
fn all_keys_of_the_contract_are_read() {
    let class = Class::read("class.toml", TOML).unwrap();
    assert_eq!((class.id.as_str(), class.course.as_str()), ("7f3c", "archtutor"));
    assert_eq!(class.also, ["old-id"]);
    assert_eq!(class.until.unwrap().to_string(), "2026-07-31");
    assert_eq!(class.smallest_group, 5);
    assert_eq!(class.ext, "https://lrs.example.org/class/7f3c/ext");
    let store = class.store.unwrap();
    assert_eq!(store.url.as_str(), "https://lrs.example.org/xAPI");
    assert_eq!((store.version, store.ca.as_deref()), ("1.0.3", Some("school.pem")));
}

#[test]
fn a_class_without_a_store_has_the_usual_values() {
    let class = Class::read("class.toml", SMALL).unwrap();
    assert_eq!((class.store.clone(), class.until, class.responses), (None, None, true));
    assert_eq!((class.smallest_group, class.ext.as_str()), (5, "https://h.example/a/ext"));
    assert!(class.is_about("archtutor") && !class.is_about("old-id"));
}

#[test]
fn every_mistake_is_named_with_its_line_and_a_way_to_mend_it() {
    for (from, to, code) in [
        ("id = \"a\"", "id = \"../a\"", "malformed-id"),
        ("h.example/a\"", "h.example/a/\"", "no-address"),
        ("https://h.example/a", "urn:x", "no-address"),
        ("course = \"archtutor\"\n", "", "missing-key"),
        ("title = \"A\"", "title = \"\\u001b[2J\"", "no-plain-text"),
        ("title = \"A\"", "tilte = \"A\"", "unknown-key"),
        ("contact = ", "until = \"soon\"\ncontact = ", "no-day"),
        ("contact = ", "until = 2026-07-31T10:00:00Z\ncontact = ", "no-day"),
        ("contact = ", "also = [\"A B\"]\ncontact = ", "malformed-id"),
        ("[class]", "[report]\nsmallest_group = 0\n[class]", "out-of-range"),
        ("[class]", "[lrs]\nurl = \"http://h.example/\"\n[class]", "no-address"),
        ("[class]", "[lrs]\nurl = \"https://h\"\nversion = \"3\"\n[class]", "unknown-word"),
        ("[class]", "[lrs]\nurl = \"https://h\"\nca = \"../x.pem\"\n[class]", "no-file-name"),
        ("[class]", "[lrs]\nurl = \"https://h\"\nkey = \"a:b\"\n[class]", "no-key"),
    ] {
        let text = SMALL.replace(from, to);
        assert_ne!(text, SMALL, "{from}");
        let found = Class::read("class.toml", &text).unwrap_err();
        let wrong = found.iter().find(|diagnostic| diagnostic.code == code);
        assert!(wrong.is_some_and(|wrong| wrong.position().is_some()), "{to}: {found:?}");
    }
    assert_eq!(codes("[class"), ["toml-syntax"]);
    assert_eq!(codes(""), ["missing-key"]);
}

#[test]
fn what_is_kept_of_a_class_file_has_no_secret() {
    for text in [TOML.to_owned(), TOML.replace("\"change-me\"", "'''\nchange-me\n'''")] {
        let kept = without_secret(&text);
        assert!(!kept.contains("change-me"), "{kept}");
        let class = Class::read("class.toml", &kept).unwrap();
        assert_eq!(class.store.unwrap().secret, None);
    }
    assert_eq!(without_secret(SMALL), SMALL);
}
