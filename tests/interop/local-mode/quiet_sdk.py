"""Importing this keeps the SageMaker SDK from the network: no telemetry, no account, and an error where anything but this machine is reached."""

import os
import sys

os.environ.update(
    AWS_DEFAULT_REGION="us-east-1",
    AWS_ACCESS_KEY_ID="none",
    AWS_SECRET_ACCESS_KEY="none",
    AWS_EC2_METADATA_DISABLED="true",
    SAGEMAKER_SUPPRESS_V2_WARNING="1",
)


def refuse_the_network(event, arguments):
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if host not in ("localhost", "127.0.0.1", "::1", None):
        print(f"NETWORK {host}", flush=True)
        raise OSError(f"the network is off: {host}")


sys.addaudithook(refuse_the_network)

from jsonschema import Draft202012Validator  # noqa: E402

# At every look into its settings the SDK checks its schema of those settings, too, which takes seconds each time.
Draft202012Validator.check_schema = classmethod(lambda cls, schema, *arguments, **options: None)

from sagemaker.local import LocalSession  # noqa: E402


def local_session(port, container_root=None):
    session = LocalSession()
    session.sagemaker_config = {
        "SchemaVersion": "1.0",
        "SageMaker": {"PythonSDK": {"Modules": {"TelemetryOptOut": True}}},
    }
    local = {"local_code": True, "serving_port": port}
    if container_root is not None:
        local["container_root"] = container_root
    session.config = {"local": local}
    return session
