#!/usr/bin/env bash
# The log's contract and every scenario on the running cluster (`cluster.sh up`),
# with the same selection of packages as `cargo test --workspace`, so that
# nothing is built twice.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
variables="$(./cluster/cluster.sh env)"
# shellcheck disable=SC2086
export $variables
cargo test --workspace --locked --test kafka -- --nocapture
cargo test --workspace --locked -- kafka:: --skip kafka_keeps:: --nocapture
