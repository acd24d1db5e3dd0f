//! Tells cargo which course files are embedded in the binary, so that a change rebuilds it.

fn main() {
    for part in ["course.toml", "lessons", "quizzes", "exercises", "labs", "assets"] {
        println!("cargo:rerun-if-changed={part}");
    }
}
