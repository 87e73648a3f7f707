#!/usr/bin/env bash
# A real Kafka broker with its controller and a real schema registry (Apicurio)
# without Docker, from Maven Central. For tests and for trying things out; not
# for production. Called by `just cluster …`; `usage` below lists the actions.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cluster="${ADHUB_CLUSTER_DIR:-$(dirname "$here")/target/cluster}"
software="$cluster/software"
data="$cluster/data"
run="$cluster/run"
log="$cluster/log"

# Largest record batch: the log's own limit of 8 MiB a record, and its framing.
batch_bytes_max=9437184
start_seconds_max=90
stop_seconds_max=30

usage() {
    cat <<USAGE
usage: cluster/cluster.sh ACTION

  up               download once, start what is not running, wait until it answers
  down             stop everything, keep the data
  reset            stop everything, remove the data, start afresh
  status           what is running, where
  env              the addresses as VARIABLE=VALUE lines, for: export \$(cluster/cluster.sh env)

  start-broker     start-registry      on the same port with the same data
  stop-broker      stop-registry       ask it to end, and wait
  kill-broker      kill-registry       end it at once (SIGKILL)
  pause-broker     pause-registry      it holds its connections and answers nothing (SIGSTOP)
  resume-broker    resume-registry     (SIGCONT)

ADHUB_CLUSTER_DIR       where everything is kept; default target/cluster
ADHUB_CLUSTER_PORTS     fixed (default: 19092, 19093, 18081) or free (chosen at \`up\`)
JAVA_HOME, JAVA17_HOME, JAVA21_HOME     looked at first when searching for Java
USAGE
}

say() { printf '%s\n' "$*" >&2; }

die() {
    say "cluster: $*"
    exit 1
}

# ---- Java ------------------------------------------------------------------

# Major version of the Java in a directory; nothing when there is none.
java_major() {
    [ -x "$1/bin/java" ] || return 0
    local version=""
    if [ -r "$1/release" ]; then
        version="$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")"
    fi
    if [ -z "$version" ]; then
        version="$("$1/bin/java" -version 2>&1 | sed -n '1s/.*"\([0-9]*\).*/\1/p')"
    fi
    printf '%s' "$version"
}

java_homes() {
    local home path_java
    for home in "${JAVA17_HOME:-}" "${JAVA21_HOME:-}" "${JAVA_HOME:-}" \
        "${JAVA_HOME_17_X64:-}" "${JAVA_HOME_21_X64:-}" \
        /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/ \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/*; do
        [ -z "$home" ] || printf '%s\n' "${home%/}"
    done
    if path_java="$(command -v java)"; then
        path_java="$(readlink -f "$path_java" 2>/dev/null || printf '%s' "$path_java")"
        dirname "$(dirname "$path_java")"
    fi
}

# The oldest Java that is new enough: the closest to what the software was
# tested with.
find_java() {
    local wanted="$1" what="$2" home major best="" best_major=""
    while IFS= read -r home; do
        major="$(java_major "$home")"
        [ -n "$major" ] && [ "$major" -ge "$wanted" ] || continue
        if [ -z "$best" ] || [ "$major" -lt "$best_major" ]; then
            best="$home" best_major="$major"
        fi
    done < <(java_homes)
    [ -n "$best" ] || die "$what needs Java $wanted or newer, and none was found. Install one" \
        "(Debian: apt-get install openjdk-$wanted-jre-headless; macOS: brew install openjdk@$wanted;" \
        "any system: https://adoptium.net), or point JAVA${wanted}_HOME at it." \
        "One Java 21 serves both the broker and the registry."
    printf '%s' "$best"
}

# ---- Software --------------------------------------------------------------

download() {
    local pinned
    pinned="$(cksum <"$here/pom.xml")"
    [ "$(cat "$software/complete" 2>/dev/null || true)" != "$pinned" ] || return 0
    command -v mvn >/dev/null || die "Maven is needed to download Kafka and Apicurio once" \
        "(Debian: apt-get install maven; macOS: brew install maven)"
    say "cluster: downloading Kafka and Apicurio from Maven Central into $software (about 250 MB)"
    rm -rf "$software"
    mkdir -p "$software"
    mvn -q -B -f "$here/pom.xml" package "-Dsoftware.directory=$software" >&2 \
        || die "Maven did not get what pom.xml names"
    printf '%s' "$pinned" >"$software/complete"
}

# ---- Ports -----------------------------------------------------------------

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Below the range that the system hands out by itself, so that nobody gets the
# port between the choice and the start.
free_port() {
    local port attempt
    for attempt in {1..200}; do
        port=$((20000 + (RANDOM * 32768 + RANDOM + attempt) % 12000))
        case " $* " in *" $port "*) continue ;; esac
        if ! answers "$port"; then
            printf '%s' "$port"
            return
        fi
    done
    die "no free port was found between 20000 and 32000"
}

choose_ports() {
    case "${ADHUB_CLUSTER_PORTS:-fixed}" in
        fixed) broker_port=19092 controller_port=19093 registry_port=18081 ;;
        free)
            broker_port="$(free_port)"
            controller_port="$(free_port "$broker_port")"
            registry_port="$(free_port "$broker_port" "$controller_port")"
            ;;
        *) die "ADHUB_CLUSTER_PORTS is ${ADHUB_CLUSTER_PORTS}; allowed: fixed, free" ;;
    esac
    local port
    for port in "$broker_port" "$controller_port" "$registry_port"; do
        ! answers "$port" || die "port $port is taken by something else;" \
            "end it, or set ADHUB_CLUSTER_PORTS=free"
    done
    printf 'broker_port=%s\ncontroller_port=%s\nregistry_port=%s\n' \
        "$broker_port" "$controller_port" "$registry_port" >"$run/ports"
}

read_ports() {
    [ -r "$run/ports" ] || die "the cluster has no ports yet: run \`cluster/cluster.sh up\` first"
    # shellcheck source=/dev/null
    . "$run/ports"
}

write_env() {
    printf 'ADHUB_TEST_KAFKA=127.0.0.1:%s\n' "$broker_port" >"$cluster/env.new"
    printf 'ADHUB_TEST_REGISTRY=http://127.0.0.1:%s/apis/ccompat/v7\n' "$registry_port" \
        >>"$cluster/env.new"
    mv "$cluster/env.new" "$cluster/env"
}

# ---- Processes -------------------------------------------------------------

# The pid of our broker or registry when it lives. The mark on its command line
# tells it from a stranger that was given the same pid later.
living() {
    local pid
    pid="$(cat "$run/$1.pid" 2>/dev/null)" || return 1
    case "$(ps -p "$pid" -o args= 2>/dev/null)" in
        *"-Dadhub.cluster=$cluster "*) printf '%s' "$pid" ;;
        *) return 1 ;;
    esac
}

# Starts a program in the background, away from this terminal.
launch() {
    local name="$1" detach=()
    shift
    [ ! -e "$log/$name.log" ] || mv "$log/$name.log" "$log/$name.log.1"
    if command -v setsid >/dev/null; then detach=(setsid); fi
    (
        cd "$cluster"
        exec nohup ${detach[@]+"${detach[@]}"} "$@"
    ) >"$log/$name.log" 2>&1 </dev/null &
    printf '%s' "$!" >"$run/$name.pid"
}

# Waits until a command succeeds, while the process lives.
wait_until() {
    local name="$1" deadline=$((SECONDS + start_seconds_max))
    shift
    until "$@"; do
        living "$name" >/dev/null || {
            tail -n 30 "$log/$name.log" >&2
            die "the $name ended while starting; its log: $log/$name.log"
        }
        [ "$SECONDS" -lt "$deadline" ] \
            || die "the $name did not answer within ${start_seconds_max} s; its log: $log/$name.log"
        sleep 0.1
    done
}

signal() {
    local pid
    pid="$(living "$2")" || die "the $2 is not running"
    kill "-$1" "$pid"
}

# Asks a process to end; insists when it does not.
stop() {
    local name="$1" pid deadline=$((SECONDS + stop_seconds_max))
    pid="$(living "$name")" || return 0
    kill -CONT "$pid"
    kill -TERM "$pid"
    while living "$name" >/dev/null; do
        [ "$SECONDS" -lt "$deadline" ] || kill -KILL "$pid" 2>/dev/null || true
        sleep 0.05
    done
    rm -f "$run/$name.pid"
}

# Ends a process at once, and waits until it is gone.
slay() {
    local pid
    pid="$(living "$1")" || die "the $1 is not running"
    kill -KILL "$pid"
    while living "$1" >/dev/null; do sleep 0.02; done
    rm -f "$run/$1.pid"
}

# ---- Broker ----------------------------------------------------------------

# Fills in the names of a file of settings, for a directory of its own.
write_properties() {
    sed -e "s|@BROKER_PORT@|$broker_port|g" -e "s|@CONTROLLER_PORT@|$controller_port|g" \
        -e "s|@BATCH_BYTES_MAX@|$batch_bytes_max|g" -e "s|@DATA@|$data/$1|g" \
        "$here/$2.properties" >"$run/$2.properties"
}

# Makes the storage of a node the first time.
format_storage() {
    [ ! -r "$data/$1/meta.properties" ] || return 0
    # A fixed cluster id: the directory belongs to nobody else.
    "$java" -cp "$software/kafka/*" "-Dlog4j2.configurationFile=$here/log4j2.properties" \
        kafka.tools.StorageTool format -t adhubadhubadhubadhubaA -c "$run/$2.properties" \
        >"$log/format-$1.log" 2>&1 || {
        tail -n 30 "$log/format-$1.log" >&2
        die "the storage of the $1 was not formatted"
    }
}

start_controller() {
    ! living controller >/dev/null || return 0
    local java
    java="$(find_java 17 "the Kafka controller")/bin/java"
    write_properties controller controller
    format_storage controller controller
    launch controller "$java" "-Dadhub.cluster=$cluster" -Xms64m -Xmx256m \
        "-Dlog4j2.configurationFile=$here/log4j2.properties" \
        -cp "$software/kafka/*" kafka.Kafka "$run/controller.properties"
    wait_until controller answers "$controller_port"
}

start_broker() {
    ! living broker >/dev/null || return 0
    local java
    java="$(find_java 17 "the Kafka broker")/bin/java"
    write_properties broker server
    format_storage broker server
    launch broker "$java" "-Dadhub.cluster=$cluster" -Xms256m -Xmx768m -XX:+UseG1GC \
        -XX:TieredStopAtLevel=4 "-Dlog4j2.configurationFile=$here/log4j2.properties" \
        -cp "$software/kafka/*" kafka.Kafka "$run/server.properties"
    wait_until broker broker_ready
}

broker_ready() { answers "$broker_port" && grep -q 'Kafka Server started' "$log/broker.log"; }

# ---- Registry --------------------------------------------------------------

start_registry() {
    ! living registry >/dev/null || return 0
    local java
    java="$(find_java 21 "the schema registry")/bin/java"
    # On disk and written at once, so that ids outlive `kill-registry`.
    # Port 0: any. Nobody looks at its management interface, and several clusters
    # may run side by side.
    QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT="$registry_port" \
        QUARKUS_MANAGEMENT_HOST=127.0.0.1 QUARKUS_MANAGEMENT_PORT=0 \
        APICURIO_DATASOURCE_URL="jdbc:h2:file:$data/registry/registry;WRITE_DELAY=0" \
        APICURIO_DATASOURCE_JDBC_INITIAL_SIZE=2 APICURIO_DATASOURCE_JDBC_MIN_SIZE=2 \
        launch registry "$java" "-Dadhub.cluster=$cluster" -Xms64m -Xmx512m \
        -jar "$software/registry/quarkus-run.jar"
    wait_until registry registry_ready
    curl -fsS --max-time 10 -o /dev/null -X PUT -H 'Content-Type: application/json' \
        -d '{"compatibility":"FULL_TRANSITIVE"}' "$(registry_url)/config" \
        || die "the registry did not take the rule FULL_TRANSITIVE"
}

registry_url() { printf 'http://127.0.0.1:%s/apis/ccompat/v7' "$registry_port"; }

registry_ready() { curl -fsS --max-time 2 -o /dev/null "$(registry_url)/subjects" 2>/dev/null; }

# ---- Actions ---------------------------------------------------------------

up() {
    command -v curl >/dev/null || die "curl is needed to ask the registry"
    find_java 17 "the Kafka broker" >/dev/null
    find_java 21 "the schema registry" >/dev/null
    mkdir -p "$cluster" "$data/registry" "$run" "$log"
    download
    if living controller >/dev/null || living broker >/dev/null || living registry >/dev/null; then
        read_ports
    else
        choose_ports
    fi
    start_controller
    start_broker
    start_registry
    write_env
    status
}

down() {
    stop registry
    stop broker
    stop controller
    rm -f "$cluster/env"
}

status() {
    read_ports
    local name pid
    for name in controller broker registry; do
        if pid="$(living "$name")"; then
            say "cluster: $name runs (pid $pid), log in $log/$name.log"
        else
            say "cluster: $name is down"
        fi
    done
    say "cluster: broker 127.0.0.1:$broker_port, registry $(registry_url)"
}

action="${1:-}"
case "$action" in
    up | down | status) "$action" ;;
    reset)
        down
        rm -rf "$data"
        up
        ;;
    env)
        [ -r "$cluster/env" ] || die "the cluster is down: run \`cluster/cluster.sh up\` first"
        cat "$cluster/env"
        ;;
    start-broker) read_ports && start_broker ;;
    start-registry) read_ports && start_registry ;;
    stop-broker | stop-registry) stop "${action#stop-}" ;;
    kill-broker | kill-registry) slay "${action#kill-}" ;;
    pause-broker | pause-registry) signal STOP "${action#pause-}" ;;
    resume-broker | resume-registry) signal CONT "${action#resume-}" ;;
    *)
        usage >&2
        exit 2
        ;;
esac
