"""What every rendered workload must have: one per role and one per partner,
probes, and what the restricted pod security standard asks for."""

import re
import sys
import textwrap
import tomllib

rendered, values = (open(path).read() for path in sys.argv[1:3])
workloads = [
    document
    for document in re.split(r"(?m)^---\s*$", rendered)
    if re.search(r"(?m)^kind: (Deployment|StatefulSet)$", document)
]
workloads = {re.search(r"(?m)^  name: (\S+)$", one).group(1): one for one in workloads}
names = sorted(workloads)
partners = re.findall(r"(?m)^  ([a-z][a-z0-9-]*): \{ format:", values)
expected = sorted(
    [f"hub-{role}" for role in ("gateway", "feed", "dedupe", "enrich", "group", "status")]
    + [f"hub-poll-{partner}" for partner in partners]
)
assert names == expected, f"workloads {names}, expected {expected}"

for name, document in workloads.items():
    containers = document.count("image: ")
    for needle in (
        "allowPrivilegeEscalation: false",
        "readOnlyRootFilesystem: true",
        "drop: [ALL]",
    ):
        found = document.count(needle)
        assert found == containers, f"{name}: {needle} on {found} of {containers} containers"
    for needle in (
        "runAsNonRoot: true",
        "seccompProfile: { type: RuntimeDefault }",
        "automountServiceAccountToken: false",
        "livenessProbe",
        "readinessProbe",
        "startupProbe",
        "args: [check]",
    ):
        assert needle in document, f"{name}: no {needle}"

# A poller spools long answers: the only place that it may write to is its own,
# and has a size. It is given its own partner's secret and no other.
secrets = {}
for name, document in workloads.items():
    spool = re.search(r"(?m)^ +- name: spool\n +emptyDir: \{ sizeLimit: (\S+) \}$", document)
    mounts = document.count("{ name: spool, mountPath: /tmp }")
    polls = name.startswith("hub-poll-")
    assert (mounts, spool is not None) == ((1, True) if polls else (0, False)), name
    size = "3Gi" if "spool: { size: 3Gi }" in values else "2Gi"
    assert not polls or spool.group(1) == size, (name, spool.group(1))
    found = re.findall(
        r"- name: (ADHUB_SECRET_\S+)\n +valueFrom:\n +secretKeyRef:\n +name: (\S+)\n +key: (\S+)\n",
        document,
    )
    assert len(found) == document.count("ADHUB_SECRET_"), f"{name}: a secret without a source"
    secrets[name] = found
expected = {name: [] for name in names}
for partner in re.findall(r"(?m)^  ([a-z][a-z0-9-]*): \{.*credentials: \{", values):
    variable = "ADHUB_SECRET_" + partner.upper().replace("-", "_")
    expected[f"hub-poll-{partner}"] = [(variable, "adhub-partners", partner)]
assert secrets == expected, f"secrets {secrets}, expected {expected}"

# The configuration is TOML, with every partner as it was given.
block = re.search(r"(?m)^  adhub\.toml: \|\n((?:    .*\n|\n)+)", rendered).group(1)
configuration = tomllib.loads(textwrap.dedent(block))
assert sorted(configuration.get("partners", {})) == sorted(partners), configuration
for name, partner in configuration.get("partners", {}).items():
    if "dialect" in partner:
        assert repr(partner["dialect"]["items_max"]) == "500", (name, partner)
        assert partner["dialect"]["fields"]["employer"]["name_otherwise"] == "Acme & Co", partner

# The status page's history is on a volume, and nobody else has one.
kept = [name for name, one in workloads.items() if "mountPath: /var/lib/adhub" in one]
assert kept == ["hub-status"], f"workloads with a volume: {kept}"
