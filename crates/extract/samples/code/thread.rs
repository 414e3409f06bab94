//! A thread that says hello.
//!
//! It says so once.

/// Says hello to somebody.
fn hello<'a>(name: &'a str) -> String {
    // The name may be in any script: 中文, 日本語, العربية.
    // Nobody asks.
    format!("Hello, {name}!\n") /* a newline
                                 * at its end */
}

fn main() {
    let raw = r#"a "raw" text"#; // and why
    print!("{}{}", hello("world"), '\'');
}
