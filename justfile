# Each recipe is one line that calls cargo or a script: without `just`, run that
# line by hand.

# Format, lint, test: what to run before every commit.
default: fmt lint test

# Formats the code.
fmt:
    cargo fmt --all

# Lints all code; a warning is an error.
lint:
    cargo clippy --workspace --all-targets --locked -- -D warnings

# Tests everything that needs no network and no cluster.
test:
    cargo test --workspace --locked

# Takes over new snapshots. Read the difference: the snapshot is the review.
accept:
    INSTA_UPDATE=always cargo test --workspace --locked

# Licences, advisories, and who may know whom.
deny:
    cargo deny --locked check

# A real broker and registry without Docker: up, down, reset, status, env, …
cluster ACTION:
    ./cluster/cluster.sh {{ ACTION }}

# The log's contract and the scenarios of tests/ on the running cluster.
e2e:
    ./cluster/e2e.sh

# Benchmarks: all, `quick`, or one program of bench/src/bin with its options.
# On Kafka, too, when `just cluster up` has started one. See bench/README.md.
bench *ARGUMENTS:
    ./bench/run {{ ARGUMENTS }}

# Fuzzes every family of formats for so many seconds each. See fuzz/run.
fuzz SECONDS *FAMILIES:
    ./fuzz/run {{ SECONDS }} {{ FAMILIES }}

# The whole hub with three invented partners, on the embedded log.
demo:
    cargo run --release --locked -p adhub -- demo
