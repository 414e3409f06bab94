# Plain cargo lines under short names; nothing depends on this file.

serve *options:
    cargo run --release -- serve {{options}}

test:
    cargo test

# What has to pass before a change lands.
ci:
    bash .ci/run

lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

docs:
    cargo doc --workspace --no-deps --open

bench *options:
    cargo build --release
    cargo run --release -p reckon-bench -- {{options}}

deny:
    cargo deny check
