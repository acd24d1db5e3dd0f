# What a developer does, by name. `just` lists the recipes.

default:
    @just --list

# start the course
[group('use')]
run *ARGS:
    cargo run --release -- {{ARGS}}

# all tests
[group('prove')]
test *ARGS:
    cargo test {{ARGS}}

# exactly what must pass before a change lands
[group('prove')]
check:
    .ci/run

# prove the shipped course
[group('prove')]
content:
    cargo run --release -- check .

# look at changed snapshots (needs cargo-insta)
[group('prove')]
snap:
    cargo insta review

# licences, advisories and sources of the dependencies (needs cargo-deny)
[group('prove')]
deny:
    cargo deny check

# format and apply what clippy can mend
[group('write')]
fix:
    cargo fmt
    cargo clippy --fix --allow-dirty --all-targets

# benchmarks inside the process
[group('measure')]
bench *ARGS:
    cargo bench -- {{ARGS}}

# the program in a terminal beside `less`, as ratios of one run (needs python3 and less)
[group('measure')]
bench-terminal *ARGS:
    cargo build --release
    python3 benches/terminal.py {{ARGS}}
