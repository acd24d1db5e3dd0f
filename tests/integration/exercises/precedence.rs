//! Which route takes a request: tables and requests after the conformance tests of the Gateway API
//! (<https://github.com/kubernetes-sigs/gateway-api/tree/main/conformance/tests>), and what it leaves open.

use archtutor::{
    exercise::{Answer, Exercise, File, kind::Files, kinds::KINDS},
    library::Library,
    source::Source,
};

/// A table, and its requests: what is sent, a header, and the route or status.
type Table<'t> = (&'t str, &'t [(&'t str, &'t str, &'t str)]);

const EXACT: Table<'_> = (
    "- { name: v1, match: { path: /one, kind: exact }, to: s:80 }
- { name: v2, match: { path: /two, kind: exact }, to: s:80 }",
    &[
        ("GET http://a/one", "", "v1"),
        ("GET http://a/two", "", "v2"),
        ("GET http://a/", "", "404"),
        ("GET http://a/one/example", "", "404"),
        ("GET http://a/two/", "", "404"),
        ("GET http://a/Two", "", "404"),
        ("GET http://a/two?x=1", "", "v2"),
    ],
);

const PATHS: Table<'_> = (
    "- { name: one, match: { path: /match, kind: exact }, to: s:80 }
- { name: two, match: { path: /match/exact, kind: exact }, to: s:80 }
- { name: three, match: { path: /match/exact/one, kind: exact }, to: s:80 }
- { name: four, match: { path: /match/ }, to: s:80 }
- { name: five, match: { path: /match/prefix/ }, to: s:80 }
- { name: six, match: { path: /match/prefix/one }, to: s:80 }",
    &[
        ("GET http://a/match/exact/one", "", "three"),
        ("GET http://a/match/exact", "", "two"),
        ("GET http://a/match", "", "one"),
        ("GET http://a/match/prefix/one/any", "", "six"),
        ("GET http://a/match/prefix/any", "", "five"),
        ("GET http://a/match/any", "", "four"),
        ("GET http://a/match/exact/", "", "four"),
        ("GET http://a/match/prefixed", "", "four"),
        ("GET http://a/matched", "", "404"),
    ],
);

const METHODS: Table<'_> = (
    "- { name: post, match: { methods: [POST] }, to: s:80 }
- { name: get, match: { methods: [GET] }, to: s:80 }
- { name: path1, match: { path: /path1, methods: [GET] }, to: s:80 }
- { name: put-one, match: { headers: { version: one }, methods: [PUT] }, to: s:80 }
- { name: path2, match: { path: /path2, headers: { version: two }, methods: [POST] }, to: s:80 }
- { name: path3, match: { path: /path3, methods: [PATCH] }, to: s:80 }
- { name: path4, match: { path: /path4, headers: { version: three }, methods: [DELETE] }, to: s:80 }
- { name: path5, match: { path: /path5 }, to: s:80 }
- { name: patch, match: { methods: [PATCH] }, to: s:80 }
- { name: four, match: { headers: { version: four } }, to: s:80 }",
    &[
        ("POST http://a/", "", "post"),
        ("GET http://a/", "", "get"),
        ("HEAD http://a/", "", "404"),
        ("GET http://a/path1", "", "path1"),
        ("PUT http://a/", "version=one", "put-one"),
        ("POST http://a/path2", "version=two", "path2"),
        ("PATCH http://a/path3", "", "path3"),
        ("DELETE http://a/path4", "version=three", "path4"),
        ("PUT http://a/", "", "404"),
        ("DELETE http://a/path4", "", "404"),
        ("PATCH http://a/path5", "", "path5"),
        ("PATCH http://a/", "version=four", "patch"),
    ],
);

const HEADERS: Table<'_> = (
    "- { name: one, match: { headers: { version: one } }, to: s:80 }
- { name: two, match: { headers: { version: two } }, to: s:80 }
- { name: orange, match: { headers: { version: two, color: orange } }, to: s:80 }
- { name: blue, match: { headers: { color: blue } }, to: s:80 }",
    &[
        ("GET http://a/", "Version=one", "one"),
        ("GET http://a/", "Version=two", "two"),
        ("GET http://a/", "Version=two,Color=orange", "orange"),
        ("GET http://a/", "Version=two,Color=blue", "two"),
        ("GET http://a/", "Color=orange", "404"),
        ("GET http://a/", "Other=one", "404"),
        ("GET http://a/", "Color=blue", "blue"),
        ("GET http://a/", "Color=Blue", "404"),
    ],
);

const PREFIXES: Table<'_> = (
    "- { name: all, match: { path: / }, to: s:80 }
- { name: v2, match: { path: /v2 }, to: s:80 }
- { name: two, match: { headers: { version: two } }, to: s:80 }",
    &[
        ("GET http://a", "", "all"),
        ("GET http://a/example", "", "all"),
        ("GET http://a/v2", "", "v2"),
        ("GET http://a/v2/example", "", "v2"),
        ("GET http://a/v2/", "", "v2"),
        ("GET http://a/v2example", "", "all"),
        ("GET http://a/foo/v2/example", "", "all"),
        ("GET http://a/", "version=two", "two"),
        ("GET http://a/v2", "version=two", "v2"),
    ],
);

const HOSTS: Table<'_> = (
    "- { name: any, match: { path: /x }, to: s:80 }
- { name: wide, match: { host: '*.shop.io', path: /x }, to: s:80 }
- { name: wider, match: { host: '*.eu.shop.io', path: /x }, to: s:80 }
- { name: only, match: { host: Very.Shop.io, path: / }, to: s:80 }",
    &[
        ("GET http://very.shop.io/x", "", "only"),
        ("GET http://VERY.shop.io:1234/x", "", "only"),
        ("GET http://foo.shop.io/x", "", "wide"),
        ("GET http://foo.bar.shop.io/x", "", "wide"),
        ("GET http://shop.io/x", "", "any"),
        ("GET http://a.eu.shop.io/x", "", "wider"),
        ("GET http://eu.shop.io/x", "", "wide"),
        ("GET http://noshop.io/x", "", "any"),
        ("GET http://foo.shop.io/y", "", "404"),
    ],
);

const OPEN: Table<'_> = (
    "- { name: first, match: { path: /same }, to: s:80 }
- { name: second, match: { path: /same }, to: s:80 }
- { name: regex, match: { path: '^/(same|other)/[0-9]+', kind: regex }, to: s:80 }
- { name: named, match: { path: /m, methods: [GET] }, to: s:80 }
- { name: unnamed, match: { path: /m, headers: { x: '1' } }, to: s:80 }",
    &[
        ("GET http://a/same", "", "first"),
        ("GET http://a/same/7", "", "first"),
        ("GET http://a/other/7", "", "regex"),
        ("GET http://a/other/7x", "", "regex"),
        ("GET http://a/other/x", "", "404"),
        ("GET http://a/m", "x=1", "named"),
        ("PUT http://a/m", "x=1", "unnamed"),
    ],
);

/// The names of the routes that take the requests of a table.
fn taken((table, requests): Table<'_>) -> Vec<String> {
    let mut facts = String::from(
        "id = 'x'\ntitle = 'x'\nbrief = 'x'\ntask = 'routes'\n[service.s]\nport = 80\n",
    );
    for (send, headers, _) in requests {
        let headers: Vec<String> = headers
            .split(',')
            .filter_map(|one| one.split_once('='))
            .map(|(name, value)| format!("{name} = '{value}'"))
            .collect();
        facts += &format!(
            "[[request]]\nsend = '{send}'\nheader = {{ {} }}\nexpect = {{ to = 's' }}\n",
            headers.join(", ")
        );
    }
    let knowledge = Library::open(Source::Embedded).unwrap().knowledge();
    let files: [File; 0] = [];
    let files = Files::new("", &files);
    let (exercise, wrong) =
        Exercise::read("exercise.toml", &facts.into(), &files, KINDS, &knowledge);
    assert!(wrong.is_empty(), "{wrong:?}");
    let answer = Answer::of("routes.yaml", format!("routes:\n{table}\n"));
    let verdict = exercise.unwrap().facts.mark(&answer, &knowledge);
    let replay = verdict.extra.iter().find(|(name, _)| *name == "replay").unwrap().1.clone();
    let route = |row: &serde_json::Value| {
        row["route"].as_str().map_or_else(|| row["status"].to_string(), str::to_owned)
    };
    replay.as_array().unwrap().iter().map(route).collect()
}

#[test]
fn sixty_requests_are_taken_as_the_gateway_api_says() {
    let tables = [EXACT, PATHS, METHODS, HEADERS, PREFIXES, HOSTS, OPEN];
    let mut count = 0;
    for table in tables {
        for ((send, headers, route), taken) in table.1.iter().zip(taken(table)) {
            assert_eq!(taken, *route, "{send} {headers}\n{}", table.0);
            count += 1;
        }
    }
    assert!(count >= 60, "{count}");
}
