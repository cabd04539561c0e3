"""Calls the control plane from its own host: call.py HOME METHOD PATH [BODY]; prints the answer."""
import json, sys, urllib.error, urllib.request

home, method, path = sys.argv[1:4]
url = json.load(open(home + "/server.json"))["url"]
token = open(home + "/admin.token").read().strip()
request = urllib.request.Request(
    url + path,
    method=method,
    data=sys.argv[4].encode() if len(sys.argv) > 4 else None,
    headers={"Authorization": "Bearer " + token, "Content-Type": "application/json"},
)
try:
    with urllib.request.urlopen(request, timeout=60) as answer:
        sys.stdout.write(answer.read().decode())
except urllib.error.HTTPError as problem:
    sys.stdout.write(problem.read().decode())
    sys.exit(1)
