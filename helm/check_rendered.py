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
