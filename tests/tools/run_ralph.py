"""Runs the Learning Record Store Ralph on a folder, for a test: `run_ralph.py PORT FOLDER`.

The key `push` can write and the key `read` can read, and neither can do more; their secrets are what
they are called, with `-secret`.
"""

import json
import os
import sys

port, folder = int(sys.argv[1]), sys.argv[2]
os.environ.update(
    RALPH_APP_DIR=folder,
    RALPH_RUNSERVER_BACKEND="fs",
    RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH=os.path.join(folder, "store"),
    # As shipped a key that may only write reads everybody.
    RALPH_LRS_RESTRICT_BY_AUTHORITY="true",
    RALPH_LRS_RESTRICT_BY_SCOPES="true",
    RALPH_RUNSERVER_MAX_SEARCH_HITS_COUNT="1000",
)
os.chdir(folder)

import bcrypt  # noqa: E402
import uvicorn  # noqa: E402
from ralph.backends.data.base import BaseOperationType  # noqa: E402
from ralph.backends.data.fs import FSDataBackend  # noqa: E402

# As shipped it takes one batch and no other.
FSDataBackend.default_operation_type = BaseOperationType.APPEND


def user(name, scope):
    secret = bcrypt.hashpw(f"{name}-secret".encode(), bcrypt.gensalt(4)).decode()
    agent = {"mbox": "mailto:class@school.example"}
    return {"agent": agent, "scopes": [scope], "hash": secret, "username": name}


with open("auth.json", "w", encoding="utf-8") as file:
    json.dump([user("push", "statements/write"), user("read", "statements/read")], file)

uvicorn.run("ralph.api:app", host="127.0.0.1", port=port, log_level="warning")
