"""A server that speaks enough of OpenAI's API to be deployed and billed: `replica.py PORT`."""

import http.server
import json
import sys


class Replica(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(b"", "text/plain")

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        usage = {"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8}
        if not asked.get("stream"):
            choice = {"index": 0, "message": {"role": "assistant", "content": "Three two one"}}
            body = {"object": "chat.completion", "choices": [choice]}
            # Some servers do not count; what they have used is then unknown.
            if asked.get("user") != "uncounted":
                body["usage"] = usage
            self.answer(json.dumps(body).encode(), "application/json")
            return
        pieces = [
            {"choices": [{"index": 0, "delta": {"content": word}}]} for word in ("Three", " two")
        ]
        if asked.get("stream_options", {}).get("include_usage"):
            pieces.append({"choices": [], "usage": usage})
        lines = [f"data: {json.dumps(piece)}\n\n" for piece in pieces] + ["data: [DONE]\n\n"]
        self.answer("".join(lines).encode(), "text/event-stream")

    def answer(self, body, kind):
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Replica).serve_forever()
