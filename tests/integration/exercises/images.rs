//! What is in an image, where the facts say what its folder holds and what its commands make: what is shipped
//! though only building needs it, and what is named though it is not there.

use archtutor::exercise::answer::Answer;

use super::support::{KNOWLEDGE, exercise};

const FACTS: &str = "
    world = 'closed'
    keep = ['file/Dockerfile']
    must = [{ from = 'internet', send = 'GET http://x.example/', reaches = 'x' }]
    image.folder = ['package.json', 'package-lock.json', 'tsconfig.json', 'src/server.ts']
    image.perhaps = ['node_modules', 'dist']
    image.building = ['src', 'tsconfig.json']
    image.command = [{ run = 'npm run build', needs = ['src', 'node_modules'], development = true, makes = ['dist/server.js'] }]";

const BUILD: &str = "FROM node:24 AS build\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n\
    RUN npm run build\nFROM node:24\nWORKDIR /srv\n";
const LEAN: &str =
    "COPY package*.json ./\nRUN npm ci --omit=dev\nCOPY --from=build /app/dist ./dist\n";

/// What is said of contents, with lines.
fn told(dockerfile: &str) -> String {
    told_with(dockerfile, "node_modules\ndist\n")
}

fn told_with(dockerfile: &str, ignored: &str) -> String {
    let facts = exercise("manifest", FACTS, &[]);
    let answer = Answer::of("Dockerfile", dockerfile.to_owned())
        .with_text("Dockerfile.dockerignore", ignored.to_owned());
    let found = facts.facts.mark(&answer, &KNOWLEDGE).findings;
    let mut of: Vec<String> = found
        .iter()
        .filter(|one| ["DF-19", "DF-21", "DF-22"].contains(&one.rule))
        .map(|one| format!("{} {}", one.rule, one.place.last().cloned().unwrap_or_default()))
        .collect();
    of.sort();
    of.join(", ")
}

fn lean(more: &str) -> String {
    told(&format!("{BUILD}{LEAN}USER node\n{more}\n"))
}

#[test]
fn what_only_building_needs_is_told_where_it_comes_into_the_image() {
    assert_eq!(lean(r#"CMD ["node", "dist/server.js"]"#), "");
    let one = "FROM node:24\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n";
    assert_eq!(told(one), "DF-21 line 4, DF-21 line 5");
    let late = format!("{one}RUN npm prune --omit=dev && rm -rf src tsconfig.json\n");
    assert_eq!(told(&late), "DF-21 line 4, DF-21 line 5", "a layer keeps what a later one takes");
    let at_once = format!("{BUILD}COPY package*.json ./\nRUN npm ci && npm prune --omit=dev\n");
    assert_eq!(told(&at_once), "");
    assert_eq!(told(&format!("{BUILD}COPY --from=build /app ./\n")), "DF-21 line 9");
    assert_eq!(
        told(&format!("{BUILD}COPY --from=build /app/node_modules node_modules\n")),
        "DF-21 line 9"
    );
    let pruned = BUILD.replace("run build", "run build && npm prune --omit=dev");
    assert_eq!(told(&format!("{pruned}COPY --from=build /app/node_modules node_modules\n")), "");
    let kept = format!("{BUILD}ENV NODE_ENV=production\nCOPY package*.json ./\nRUN npm ci\n");
    assert_eq!(told(&kept), "", "the environment leaves them out");
}

#[test]
fn what_is_named_has_to_be_in_the_image() {
    assert_eq!(lean(r#"CMD ["node", "server.js"]"#), "DF-22 line 13");
    assert_eq!(lean(r#"ENTRYPOINT ["node", "/app/dist/server.js"]"#), "DF-22 line 13");
    assert_eq!(lean("WORKDIR /srv/dist\nCMD node server.js"), "");
    let from = |path: &str| {
        told(&format!(
            "{BUILD}COPY --from=build {path} ./dist\nCMD [\"node\", \"dist/server.js\"]\n"
        ))
    };
    assert_eq!(from("/app/dist"), "");
    assert_eq!(from("/app/dist/*"), "");
    assert_eq!(from("/app/build"), "DF-22 line 9");
    assert_eq!(from("/src/dist"), "DF-22 line 9");
    let unbuilt = BUILD.replace("RUN npm run build\n", "");
    assert_eq!(told(&format!("{unbuilt}COPY --from=build /app/dist ./dist\n")), "DF-22 line 8");
    let beside = format!("{BUILD}COPY dist ./dist\nCMD [\"node\", \"dist/server.js\"]\n");
    assert_eq!(told(&beside), "DF-22 line 9");
    assert_eq!(told_with(&beside, ".git\n"), "", "it may lie there");
    let without = |line: &str, other: &str| told(&(BUILD.replace(line, other) + LEAN));
    assert_eq!(without("COPY package*.json ./", "COPY package.json ./"), "DF-22 line 4");
    assert_eq!(without("COPY . .", "COPY src ./"), "DF-22 line 6");
    assert_eq!(without("WORKDIR /app", "WORKDIR /app\nENV NODE_ENV=production"), "DF-19 line 7");
}

#[test]
fn a_service_is_shut_and_called_whatever_the_number_of_the_port() {
    let facts = "
        world = 'closed'
        profiles = ['integrity']
        keep = ['service/db', 'service/api']
        workload.db = { listens = [5432] }
        must = [{ from = 'api', send = 'tcp://db:5432', reaches = 'db' }]
        never = [{ from = 'host', send = 'tcp://localhost:5432', reaches = 'db' }]";
    let facts = exercise("manifest", facts, &[]);
    let of = |ports: &str, called: i64| {
        let file = format!(
            "services:\n  api:\n    image: api:1\n    environment: {{ DB: 'postgres://db:{called}/x' }}\n  \
             db:\n    image: db:1\n    ports: [{ports}]\n"
        );
        let answer = Answer::of("compose.yaml", file);
        let found = facts.facts.mark(&answer, &KNOWLEDGE).findings;
        let told = found.iter().filter(|one| one.severity.word() != "info");
        told.map(|one| format!("{}{}", one.rule, &one.severity.word()[..2]))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(of("", 5432), "");
    assert_eq!(of("'15432:5432'", 5432), "CO-21ma");
    assert_eq!(of("'5432'", 5432), "CO-21ma");
    assert_eq!(of("'127.0.0.1:5433:5432'", 5432), "CO-21mi");
    assert_eq!(of("", 5434), "CO-10ma");
    assert_eq!(of("'127.0.0.1:5433:5432'", 5433), "CO-10ma CO-21mi", "told once");
}

#[test]
fn of_what_cannot_be_known_nothing_is_said() {
    for run in ["make all", "npm run bundle", "npm test || true", "cp -r /tmp/x ."] {
        let file = format!("{BUILD}{LEAN}RUN {run}\nCMD [\"node\", \"server.js\"]\n");
        assert_eq!(told(&file), "", "{run}");
    }
    let other = BUILD.replace("FROM node:24\n", "FROM registry.example/base:1\n");
    assert_eq!(told(&format!("{other}CMD [\"node\", \"server.js\"]\n")), "");
    assert_eq!(
        told(&format!("{BUILD}COPY --from=busybox /srv/x.js ./\nCMD [\"node\", \"x.js\"]\n")),
        ""
    );
    assert_eq!(lean("CMD npm start"), "");
    assert_eq!(lean("CMD [\"node\", \"node_modules/next/next.js\"]"), "");
}
